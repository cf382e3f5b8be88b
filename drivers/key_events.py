"""The bytes of a Linux input device, read as keys of the ten-key (struct input_event, Linux `Documentation/input/input.rst`).

`LAYOUTS` is what an installer chooses, for no program can see what is printed on the caps. USB pads are made in
calculator order, 7 8 9 above; the public's order is the telephone's, 1 2 3 above.
- `printed`: each key is what its maker printed on it; also for pads made in telephone order, which send the right codes.
- `telephone`: the caps of a calculator pad were changed, 1 2 3 to the upper row and 7 8 9 to the lower.
The other keys of the pad, by what lies under them: * again, / or . help (#), Enter ok, + or Backspace back, - or Esc stop.
"""

from __future__ import annotations

import struct

EVENT = struct.Struct("@llHHi")
"""Seconds, microseconds, type, code, value; 24 bytes where a long has 64 bits."""
EV_SYN, EV_KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
DOWN = 1
"""A key's value: 0 up, 1 down, 2 repeated while it is held, which nobody wants (EN 301 549, 5.7)."""

PAD = {71: "7", 72: "8", 73: "9", 75: "4", 76: "5", 77: "6", 79: "1", 80: "2", 81: "3", 82: "0"}
"""KEY_KP7 ... KEY_KP0 of `linux/input-event-codes.h`; they are the same whatever NumLock says."""
ROW = {2: "1", 3: "2", 4: "3", 5: "4", 6: "5", 7: "6", 8: "7", 9: "8", 10: "9", 11: "0"}
"""KEY_1 ... KEY_0."""
FUNCTIONS = {
    55: "again",  # KEY_KPASTERISK
    98: "help",  # KEY_KPSLASH
    83: "help",  # KEY_KPDOT, which lies where a telephone has #
    96: "ok",  # KEY_KPENTER
    28: "ok",  # KEY_ENTER
    78: "back",  # KEY_KPPLUS
    14: "back",  # KEY_BACKSPACE
    74: "stop",  # KEY_KPMINUS
    1: "stop",  # KEY_ESC
}
_TURNED = {"7": "1", "8": "2", "9": "3", "1": "7", "2": "8", "3": "9"}
LAYOUTS = {
    "printed": PAD | ROW | FUNCTIONS,
    "telephone": {code: _TURNED.get(digit, digit) for code, digit in PAD.items()} | ROW | FUNCTIONS,
}


class KeyEvents:
    """What comes from one device, cut anywhere; `layout` is one of `LAYOUTS`."""

    def __init__(self, layout: str) -> None:
        self._keys = LAYOUTS[layout]
        self._rest = b""
        self._is_torn = False

    def feed(self, data: bytes) -> list[str]:
        """The keys that went down, in order; what is no key of ours is nothing."""
        data = self._rest + data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        return [key for event in EVENT.iter_unpack(data[:whole]) if (key := self._key(*event[2:]))]

    def _key(self, kind: int, code: int, value: int) -> str:
        if kind == EV_SYN:
            # after an overflow the kernel asks to drop everything up to the next report
            self._is_torn = code == SYN_DROPPED or (self._is_torn and code != SYN_REPORT)
        is_stroke = kind == EV_KEY and value == DOWN and not self._is_torn
        return self._keys.get(code, "") if is_stroke else ""
