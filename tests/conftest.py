"""Fixtures that any test may ask for: the real stacks; and what holds for every property."""

from hypothesis import settings

pytest_plugins = ["real_stacks.pcsc", "postgres"]
# a busy computer is slow, not wrong
settings.register_profile("kazasu", deadline=None)
settings.load_profile("kazasu")
