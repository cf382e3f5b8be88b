"""A terminal that dies at any point of paying and printing: nothing is charged twice, printed twice or lost."""

import pytest
from crash.rig import Case, Rig
from kiosk import Central


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    folder = tmp_path_factory.mktemp
    with Central(folder("central")) as central, Rig(folder("lives"), central) as rig:
        yield rig


@pytest.mark.real
def test_the_points_stand_around_every_write_and_every_device_call_of_the_paid_part(rig):
    points = rig.points(Case("change_due"))
    for name in (
        *("write charge intent", "wrote charge intent", "accept", "coin in", "wrote cash_in note"),
        *("wrote give intent", "give", "coin out", "wrote give done", "wrote charge done", "ask document"),
        *("wrote print intent", "print", "job sent", "sheet out", "write print done", "wrote outcome intent"),
        *("asked outcome", "wrote outcome done", "wrote receipt intent", "slip out", "wrote receipt done"),
    ):
        assert name in points
    assert len(points) > 50


@pytest.mark.real
def test_a_terminal_that_dies_anywhere_on_the_main_path_loses_charges_and_prints_nothing_twice(rig):
    result = rig.cut_everywhere(Case("change_due"))
    assert result.wrong == []
    assert result.cuts > 50
