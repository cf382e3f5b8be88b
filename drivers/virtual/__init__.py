"""The software twin of each device: same protocol, a history of what was produced, faults that can be set while it works."""
