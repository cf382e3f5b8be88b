"""Every name in the tables of drivers stands for a class that does what its protocol says, in the protocol's own words."""

import importlib
import inspect

import pytest

from drivers import DRIVERS, protocols

NAMED = [(protocol, kind, where) for protocol, kinds in DRIVERS.items() for kind, where in kinds.items()]


def members(protocol: str) -> set[str]:
    shape = getattr(protocols, protocol)
    return {name for base in shape.__mro__ for name in vars(base) if not name.startswith("_") and base is not object}


@pytest.mark.parametrize(("protocol", "kind", "where"), NAMED, ids=lambda part: part if ":" not in part else "")
def test_a_driver_has_every_verb_of_its_protocol(protocol, kind, where):
    module, _, name = where.partition(":")
    driver = getattr(importlib.import_module(module), name)
    if not inspect.isclass(driver):
        driver = getattr(importlib.import_module(module), inspect.signature(driver).return_annotation)
    # a virtual device has no address, so its attributes can be looked at too
    assert members(protocol) - set(dir(driver() if kind == "virtual" else driver)) == set()


@pytest.mark.parametrize("protocol", DRIVERS)
def test_every_device_has_a_virtual_twin(protocol):
    assert "virtual" in DRIVERS[protocol]
