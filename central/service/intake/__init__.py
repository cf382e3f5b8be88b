"""Records from terminals: let in, read, proved, put in their chains, durable before they are answered for (ADR 29)."""
