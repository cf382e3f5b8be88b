"""Riders in central: who is granted what by which scheme, what they hold up, and the lists that vehicles go by."""
