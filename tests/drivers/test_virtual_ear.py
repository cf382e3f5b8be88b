"""The twins of hook, ten-key, switches and indicator, with their faults."""

import pytest

from drivers.protocols import TEN_KEY, DeviceFault, Fault, Switch
from drivers.virtual.hook import VirtualHook
from drivers.virtual.indicator import VirtualIndicator
from drivers.virtual.keypad import VirtualKeypad
from drivers.virtual.switches import VirtualSwitches

ALL = (VirtualHook, VirtualKeypad, VirtualSwitches, VirtualIndicator)


def opened(twin, listener=print):
    twin.open(*([] if isinstance(twin, VirtualIndicator) else [listener]))
    return twin


@pytest.mark.parametrize("kind", ALL)
def test_a_twin_at_fault_is_not_opened_and_says_what_to_do(kind):
    twin = kind()
    twin.set_fault(Fault.OFFLINE)
    with pytest.raises(DeviceFault, match="not answer: look at"):
        opened(twin)
    twin.set_fault(None)
    opened(twin)
    assert twin.health().fault is None
    twin.close()
    twin.close()


def test_a_handset_is_told_when_it_moves_and_only_then():
    told = []
    hook = opened(VirtualHook(), told.append)
    for act in (hook.lift, hook.lift, hook.hang_up, hook.hang_up):
        act()
    assert (told, hook.lifts, hook.is_lifted) == ([True, False], 1, False)


def test_a_hand_that_fumbles_leaves_the_handset_as_it_was():
    told = []
    hook = opened(VirtualHook(), told.append)
    hook.lift()
    hook.fumble(3)
    assert (told, hook.is_lifted) == ([True, *[False, True] * 3], True)


def test_what_happens_while_a_hook_is_broken_is_seen_and_not_told():
    told = []
    hook = opened(VirtualHook(), told.append)
    hook.set_fault(Fault.OFFLINE)
    hook.lift()
    assert (told, hook.is_lifted) == ([], True)


def test_a_key_comes_back_with_what_became_of_it():
    keypad = VirtualKeypad()
    assert keypad.press("5") is None
    opened(keypad, lambda key: f"heard {key}")
    assert {keypad.press(key) for key in TEN_KEY} == {f"heard {key}" for key in TEN_KEY}
    keypad.set_fault(Fault.OFFLINE)
    assert keypad.press("5") is None


def test_a_ten_key_has_15_keys_and_its_error_names_none():
    with pytest.raises(ValueError, match=r"^the ten-key has no such key$"):
        VirtualKeypad().press("1234")


def test_no_twin_keeps_which_keys_were_pressed():
    keypad = opened(VirtualKeypad(), lambda key: None)
    for key in "1122":
        keypad.press(key)
    assert keypad.presses == 4
    assert not [value for value in vars(keypad).values() if isinstance(value, str | list | tuple) and "1" in value]


def test_switches_are_told():
    told = []
    switches = opened(VirtualSwitches(), told.append)
    switches.press(Switch.MOVE)
    switches.press(Switch.SELECT)
    assert (told, switches.presses) == ([Switch.MOVE, Switch.SELECT], 2)


def test_an_indicator_counts_how_often_it_shone():
    light = opened(VirtualIndicator())
    for act in (light.light, light.light, light.dim, light.dim, light.light):
        act()
    assert (light.is_lit, light.times) == (True, 2)
    light.set_fault(Fault.OFFLINE)
    with pytest.raises(DeviceFault):
        light.light()
