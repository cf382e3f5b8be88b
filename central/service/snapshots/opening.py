"""The snapshots of a configured central, beside its processes: for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from central.service import about
from central.service.assemble import operator_key
from central.service.clock import Clock
from central.service.config import Config
from central.service.snapshots.secrets import Secrets
from central.service.snapshots.snapshots import Snapshots
from central.service.stores.opening import open_store


@contextmanager
def open_snapshots(config: Config, clock: Clock) -> Iterator[Snapshots]:
    """The snapshots of this central until the block ends. Raises ValueError with a sentence, also before its first start."""
    path = config.operator_key or config.state / "operator.key"
    # never made here: what a new key signs no terminal would take
    key = operator_key(path, anew=False)
    store = open_store(config)
    try:
        with store.writing() as connection:
            if not about.fits(connection, key):
                raise ValueError(f"operator_key: {path} is not the key of this database")
        yield Snapshots(store, clock, Secrets(key))
    finally:
        store.close()
