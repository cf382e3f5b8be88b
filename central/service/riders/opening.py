"""The riders of a configured central, beside its processes: for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from central.service import about
from central.service.assemble import key_file, operator_key, read_schemes
from central.service.clock import Clock
from central.service.config import Config
from central.service.forms import MunicipalityError, read_municipality
from central.service.register import Register
from central.service.riders.publishing import Lists
from central.service.riders.riders import Ground
from central.service.riders.veil import Veil
from central.service.snapshots.secrets import Secrets
from central.service.snapshots.snapshots import Snapshots
from central.service.stores import Store
from central.service.stores.opening import open_store


class Office(NamedTuple):
    """What an operator's commands act on."""

    store: Store
    clock: Clock
    ground: Ground
    lists: Lists


@contextmanager
def open_office(config: Config, clock: Clock) -> Iterator[Office]:
    """The riders of this central until the block ends. Raises ValueError with a sentence, also before its first start."""
    if config.schemes is None:
        raise ValueError("schemes: there are none; name a folder of them")
    schemes = read_schemes(config.schemes)
    try:
        city = read_municipality(config.municipality).code
    except MunicipalityError as error:
        raise ValueError(f"municipality: {error}") from None
    # never made here: under a new key nobody would be found again
    key = operator_key(key_file(config), anew=False)
    store = open_store(config)
    try:
        with store.writing() as connection:
            if not about.fits(connection, key):
                raise ValueError(f"operator_key: {key_file(config)} is not the key of this database")
        veil, snapshots = Veil(key), Snapshots(store, clock, Secrets(key))
        ground = Ground(Register(store.reading, key), city, schemes, veil)
        yield Office(store, clock, ground, Lists(store, clock, veil, snapshots, schemes))
    finally:
        store.close()
