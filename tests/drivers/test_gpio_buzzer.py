import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from drivers.gpio import GpioBuzzer
from drivers.protocols import DeviceFault, Fault


@pytest.fixture
def pins():
    before, Device.pin_factory = Device.pin_factory, MockFactory()
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = before


def test_it_sounds_until_it_is_silenced(pins):
    buzzer = GpioBuzzer("18")
    buzzer.open()
    buzzer.sound()
    buzzer.silence()
    assert pins.pin(18).state == 0
    assert [state.state for state in pins.pin(18).states][:2] == [0, 1]
    buzzer.close()
    buzzer.close()


def test_without_pins_it_is_a_fault_and_not_silence():
    buzzer = GpioBuzzer("18")
    with pytest.raises(DeviceFault):
        buzzer.sound()
    assert buzzer.health().fault is Fault.OFFLINE


@pytest.mark.parametrize("address", ["", "x", "28", "-1", "18,19"])
def test_an_address_that_is_no_pin_is_refused_with_a_sentence(address):
    with pytest.raises(ValueError, match="one BCM pin number"):
        GpioBuzzer(address)
