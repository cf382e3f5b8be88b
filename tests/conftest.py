"""Fixtures that any test may ask for: the real stacks; what holds for every property; which tests keep together."""

import pytest
from hypothesis import settings

pytest_plugins = ["real_stacks.pcsc", "postgres"]
# a busy computer is slow, not wrong
settings.register_profile("kazasu", deadline=None)
settings.load_profile("kazasu")

TOGETHER = ("audio", "by_ear", "prover", "central", "intake", "ledger", "snapshots", "cluster", "dock", "journey")
"""Folders whose tests share what takes long to make; of the others each file may run beside any other."""


def pytest_collection_modifyitems(items):
    """Name for each test the group that one process runs, when several share the work (`pytest -n 2 --dist loadgroup`)."""
    for item in items:
        folder = item.path.parent.name
        pcsc = "private_pcscd" in item.fixturenames or ("real" in item.keywords and folder == "drivers")
        group = "readers" if pcsc else folder if folder in TOGETHER else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
