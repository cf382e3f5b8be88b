"""Fixtures that any test may ask for: the real stacks."""

pytest_plugins = ["real_stacks.pcsc"]
