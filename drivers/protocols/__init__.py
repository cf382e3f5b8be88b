"""What each kind of device can do. A driver raises only `DeviceFault` and `cards.errors`, decides nothing and speaks to nobody."""

from drivers.protocols.cards import CardConnection, CardEvent, CardReader, Link
from drivers.protocols.faults import Device, DeviceFault, Fault, Health, WrongChange
from drivers.protocols.money import CashBox
from drivers.protocols.printing import (
    PagePrinter,
    PrintJob,
    PrintOutcome,
    ReceiptPrinter,
    Settled,
    Sheet,
    Slip,
    SlipLine,
)
from drivers.protocols.signals import Beeper, Signal
from drivers.protocols.sound import SOUND_RATE, Buzzer, Sound, SoundOut, Voice
from drivers.protocols.touch import TEN_KEY, HookSwitch, Indicator, Keypad, Switch, Switches
from drivers.protocols.vehicle import Doors, Fix, Position

__all__ = [
    "SOUND_RATE",
    "TEN_KEY",
    "Beeper",
    "Buzzer",
    "CardConnection",
    "CardEvent",
    "CardReader",
    "CashBox",
    "Device",
    "DeviceFault",
    "Doors",
    "Fault",
    "Fix",
    "Health",
    "HookSwitch",
    "Indicator",
    "Keypad",
    "Link",
    "PagePrinter",
    "Position",
    "PrintJob",
    "PrintOutcome",
    "ReceiptPrinter",
    "Settled",
    "Sheet",
    "Signal",
    "Slip",
    "SlipLine",
    "Sound",
    "SoundOut",
    "Switch",
    "Switches",
    "Voice",
    "WrongChange",
]
