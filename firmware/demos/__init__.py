"""What `kazasu demo` sets up on one machine: central in a process of its own, and what each role brings."""
