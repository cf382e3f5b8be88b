"""What an operator is told of the terminals' records, and how he lets those of a held terminal count."""

import pytest
from central_line import TUESDAY, StillClock
from sealed_records import Epoch, a_record

from central.service.intake.keys import Keys
from central.service.intake.reading import prove
from central.service.intake.storing import store_all
from central.service.stores.sqlite import SqliteStore
from central.service.terminals import Terminals
from central.signing import Signer
from firmware.cli import main

BUS, TAXI = (Signer(name, name.encode().ljust(32), StillClock().now) for name in ("bus-1", "taxi-1"))


@pytest.fixture
def command(tmp_path, capsys):
    """Run a command on the database of this test: exit status, and what it said."""
    config = tmp_path / "central.toml"
    config.write_text('state = "state"\n', encoding="utf-8")

    def run(*words):
        try:
            status = main(["central", *words, "--config", str(config)])
        except SystemExit as ended:
            status = ended.code
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


@pytest.fixture
def deliver(tmp_path):
    """Store batches that came, and leave the database to the commands."""

    def store_them(*batches):
        store = SqliteStore(tmp_path / "state" / "central.sqlite")
        for signer in (BUS, TAXI):
            Terminals(store, StillClock()).keep(signer.terminal, signer.public)
        for batch in batches:
            key = Keys(store).look_up(batch.terminal)
            store_all(store, [prove(batch, key.text, key.key)], TUESDAY)
        store.close()

    return store_them


def test_each_terminal_is_one_line(command, deliver):
    deliver(Epoch(BUS, bodies=[a_record(), b"17"]).batch())
    status, said = command("terminals")
    assert (status, said.splitlines()) == (
        0,
        [
            f"bus-1 (key {BUS.public[:12]}...): 1 chain, up to record 2, last heard {TUESDAY.isoformat()},"
            " 2 not yet posted, 1 refused",
            f"taxi-1 (key {TAXI.public[:12]}...): 0 chains",
        ],
    )


def test_a_held_terminal_is_told_with_its_reason_and_released_by_name(command, deliver):
    epoch = Epoch(BUS).grow(1)
    deliver(epoch.batch(), Epoch(BUS).grow(1).batch(), epoch.grow(1).batch(2))
    assert f"HELD since {TUESDAY.isoformat()}: new records in epoch {epoch.epoch}" in command("terminals")[1]
    status, said = command("release", "bus-1", "--by", "sato")
    assert (status, said) == (0, "central: bus-1: released by sato; the records of 2 chains count from now on\n")
    assert "HELD" not in command("terminals")[1]


@pytest.mark.parametrize("name", ["bus-1", "nobody"])
def test_who_is_not_held_cannot_be_released(command, deliver, name):
    deliver(Epoch(BUS).grow(1).batch())
    assert command("release", name) == (2, f"kazasu central: no terminal called '{name}' is held\n")
