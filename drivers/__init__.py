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
}
# a program of its own, by kind: it starts while the role that names its protocol is still being loaded
EARLY = {"pcsc": "CardReader", "nfc": "CardReader"}
# what a terminal enrolled for real use must never have virtual
MUST_BE_REAL = ("CardReader", "CashBox")
