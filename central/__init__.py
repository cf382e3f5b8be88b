"""The central side: the messages, the client that terminals use, and the reference service."""
