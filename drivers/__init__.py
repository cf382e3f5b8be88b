"""Devices: one file per kind, each third-party device library in exactly one file, `virtual` always among the kinds."""

# protocol -> kind -> where its class stands; `kind:address` in a configuration names one
DRIVERS: dict[str, dict[str, str]] = {
    "CardReader": {
        "pcsc": "drivers.isolated:pcsc_reader",
        "nfc": "drivers.isolated:nfc_reader",
        "virtual": "drivers.virtual.reader:VirtualReader",
    },
    "PagePrinter": {
        "ipp": "drivers.ipp:IppPagePrinter",
        "cups": "drivers.cups:CupsPagePrinter",
        "virtual": "drivers.virtual.page_printer:VirtualPagePrinter",
    },
    "ReceiptPrinter": {
        "escpos": "drivers.escpos:EscposReceiptPrinter",
        "virtual": "drivers.virtual.receipt_printer:VirtualReceiptPrinter",
    },
    "CashBox": {
        "pulse": "drivers.pulse_cash:PulseCashBox",
        "virtual": "drivers.virtual.cash_box:VirtualCashBox",
    },
    "Buzzer": {
        "gpio": "drivers.gpio:GpioBuzzer",
        "virtual": "drivers.virtual.buzzer:VirtualBuzzer",
    },
    "SoundOut": {
        "sdl": "drivers.sound:SdlSound",
        "virtual": "drivers.virtual.sound:VirtualSound",
    },
    "Voice": {
        "open_jtalk": "drivers.open_jtalk:OpenJtalkVoice",
        "espeak": "drivers.espeak:EspeakVoice",
        "virtual": "drivers.virtual.voice:VirtualVoice",
    },
    "HookSwitch": {
        "gpio": "drivers.gpio_contacts:GpioHook",
        "virtual": "drivers.virtual.hook:VirtualHook",
    },
    "Keypad": {
        "evdev": "drivers.evdev_keypad:EvdevKeypad",
        "matrix": "drivers.gpio_keypad:MatrixKeypad",
        "virtual": "drivers.virtual.keypad:VirtualKeypad",
    },
    "Switches": {
        "gpio": "drivers.gpio_contacts:GpioSwitches",
        "virtual": "drivers.virtual.switches:VirtualSwitches",
    },
    "Indicator": {
        "gpio": "drivers.gpio:GpioIndicator",
        "virtual": "drivers.virtual.indicator:VirtualIndicator",
    },
    "Beeper": {
        "sound": "drivers.sound_beeper:SoundBeeper",
        "gpio": "drivers.gpio:GpioBeeper",
        "virtual": "drivers.virtual.beeper:VirtualBeeper",
    },
    "Position": {
        "gpsd": "drivers.gpsd:GpsdPosition",
        "replay": "drivers.replay:ReplayPosition",
        "virtual": "drivers.virtual.position:VirtualPosition",
    },
    "Doors": {
        "gpio": "drivers.gpio_contacts:GpioDoors",
        "virtual": "drivers.virtual.doors:VirtualDoors",
    },
}
# a program of its own, by kind: it starts while the role that names its protocol is still being loaded
EARLY = {"pcsc": "CardReader", "nfc": "CardReader"}
# what a terminal enrolled for real use must never have virtual: a virtual sound out keeps what was said to somebody, and
# with a virtual hook or ten-key the screen would offer a handset that nobody can use
MUST_BE_REAL = ("CardReader", "CashBox", "SoundOut", "Voice", "HookSwitch", "Keypad")
