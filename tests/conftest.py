"""Fixtures that any test may ask for: the real stacks; and what holds for every property."""

import signal

from hypothesis import settings

pytest_plugins = ["real_stacks.pcsc", "postgres"]
# a busy computer is slow, not wrong
settings.register_profile("kazasu", deadline=None)
settings.load_profile("kazasu")

# a shell's background ignores what stops a program, and so would all programs that a test begins
for stops, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGQUIT, signal.SIG_DFL)):
    if signal.getsignal(stops) is signal.SIG_IGN:
        signal.signal(stops, handler)


def pytest_collection_modifyitems(items):
    """What takes minutes is begun first: at the end all others would stand and wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)
