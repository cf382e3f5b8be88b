"""The tile of the ground (地紋) under every certificate: an even tint to the eye, and 複写 on a copy.

A cell has one dot of two pixels square inside the letters, and four dots of one pixel outside: the same ink, but a
copier keeps the one and loses the four. `templates/ground.png` is this tile; write it anew with `python -m
central.service.forms.ground` after a change here. It is an image because renderers draw vectors this small too fat,
each dot by a pixel, and the tint would no longer be even.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

TILE = Path(__file__).parent / "templates" / "ground.png"
INCH = 300  # pixels: dots of 85 and 169 micrometres, whole pixels for printers of 300, 600 and 1200 to the inch
WORD = """
....###.......###.........................................
...###.......####..............#########################..
....###......####..............##########################.
...###......###############...###########################.
....###.....################...##########################.
...####....################...####...####............####.
##############.................####..####............####.
##########################....####...##############..####.
##########.###############.....###...###############.####.
.....####...####......####..........###############.......
.....####....#############..........################......
....####....##############..........####..................
....####.##..#############..........####..................
...####.###.####......####.........#################......
...#######...#############..........################......
..#######...##############.........#################......
.#########.....#####...............####.........####......
##########....##########........................####......
#######.##...#############......................####......
##.###..#..##############.....###########################.
.#..###...#######....####.....############################
...###....########.#####......###########################.
....###....##..#########........................###.......
...###.........#######.........................####.......
....###......############......................####.......
...###...###################............##########........
....###...########..########.............#########........
...###....####........####...............########.........
"""
COARSE = ("........",) * 3 + ("...##...",) * 2 + ("........",) * 3
FINE = ("........", ".#...#..", "........", "........", "........", "...#...#", "........", "........")
DOTS = {"#": COARSE, ".": FINE}
AROUND = 4  # cells


def tile(word: str = WORD) -> bytes:
    """The tile as a PNG of one bit a pixel; tiles side by side, and in rows shifted by half a tile, have no seam."""
    letters = word.split()
    across, down = (2 * (size // 2 + AROUND) for size in (len(letters[0]) + 1, len(letters) + 1))
    cells = [f"{line:.^{across}}" for line in [""] * AROUND + letters]
    cells += ["." * across] * (down - len(cells))  # an even number of rows, as of columns
    return _png([line for number, row in enumerate(cells) for line in _lines(row, number % 2)])


def _lines(cells: str, odd: int) -> list[str]:
    """A row of cells as lines of pixels, every second row half a cell further: dots of both sizes stand as bricks do."""
    lines = ["".join(DOTS[cell][line] for cell in cells) for line in range(len(FINE))]
    half = odd * len(FINE[0]) // 2
    return [line[-half:] + line[:-half] if half else line for line in lines]


def _png(lines: list[str]) -> bytes:
    """Lines of . and # as PNG (ISO/IEC 15948): grey, one bit a pixel."""
    width, height = len(lines[0]), len(lines)
    rows = [int(line.replace("#", "0").replace(".", "1"), 2) << -width % 8 for line in lines]
    data = b"".join(b"\0" + row.to_bytes((width + 7) // 8, "big") for row in rows)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(data, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


if __name__ == "__main__":
    TILE.write_bytes(tile())
