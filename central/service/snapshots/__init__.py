"""Snapshots in central: made of the operator's files, numbered, signed, kept for deltas, handed down to terminals."""
