"""The runtime: roles serve one visitor at a time through a conversation that every surface shares."""
