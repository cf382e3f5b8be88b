"""Fixtures that any test may ask for: the real stacks; and what holds for every property."""

from hypothesis import settings

pytest_plugins = ["real_stacks.pcsc", "postgres"]
# a busy computer is slow, not wrong
settings.register_profile("kazasu", deadline=None)
settings.load_profile("kazasu")


def pytest_collection_modifyitems(items):
    """What takes minutes is begun first: at the end all others would stand and wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)
