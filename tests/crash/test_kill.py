"""A terminal that dies at any point of paying and printing: nothing is charged twice, printed twice or lost."""

import pytest
from crash.rig import Case, Rig
from kiosk import Central

MAIN = Case("change_due")
pytestmark = [pytest.mark.minutes, pytest.mark.timeout(900)]  # 56 lives, each a visit and a restart


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    folder = tmp_path_factory.mktemp
    with Central(folder("central")) as central, Rig(folder("lives"), central) as rig:
        yield rig


@pytest.mark.real
def test_the_points_stand_around_every_write_and_every_device_call_of_the_paid_part(rig):
    points = rig.points(MAIN)
    for name in (
        *("write charge intent", "wrote charge intent", "accept", "coin in", "wrote cash_in note"),
        *("wrote give intent", "give", "coin out", "wrote give done", "wrote charge done", "ask document"),
        *("wrote print intent", "print", "job sent", "sheet out", "write print done", "wrote outcome intent"),
        *("asked outcome", "wrote outcome done", "wrote receipt intent", "slip out", "wrote receipt done"),
    ):
        assert name in points
    assert len(points) > 50


@pytest.mark.real
def test_a_terminal_that_dies_anywhere_on_the_main_path_loses_nothing_and_does_nothing_twice(rig):
    result = rig.cut_everywhere(MAIN)
    assert result.wrong == []
    assert result.cuts > 50


@pytest.mark.real
@pytest.mark.parametrize(
    "case",
    [
        Case("exact", "cancels"),
        Case("several_coins", "forgets", 3600.0),
        Case("no_change"),
        Case("stops_paying"),
        Case("jam_midway", "cancels"),
        Case("no_paper", later=3600.0),
    ],
    ids=lambda case: f"{case.path}-{case.memory}-{case.later:g}",
)
def test_on_other_paths_too(rig, case):
    result = rig.cut_everywhere(case, every=7)
    assert result.wrong == []
    assert result.cuts > 4


@pytest.mark.real
def test_a_recovery_that_dies_itself_goes_on_where_it_was(rig):
    result = rig.cut_twice_everywhere(Case("change_due", "cancels"), every=8)
    assert result.wrong == []
    assert result.cuts > 20


@pytest.mark.real
def test_the_rig_finds_a_recovery_that_gives_back_what_may_have_been_given(rig):
    assert any("too much were returned" in wrong for wrong in rig.cut_everywhere(Case("careless"), every=3).wrong)
