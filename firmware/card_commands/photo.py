"""`photo`: the photo on the card, into a file."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

from cards.errors import BadCardData
from cards.secret import Secret
from cards.surface import SurfaceSession
from cards.tables import Pin
from firmware.card_commands import codes, genuine, printed
from firmware.card_commands.act import Act, Answer, Usage
from firmware.card_commands.desk import at_desk
from firmware.card_commands.files import free, write

AS_STORED, CONVERTED = ".jp2", ".png"
MOST_PIXELS = 4_000_000
"""A photo on a card has some ten thousand; more is a picture made to fill the memory."""


def run(chosen: argparse.Namespace) -> Answer:
    """Read the face of the card after what is printed on it, and write the photo."""
    keys, out = genuine.issuer_keys(chosen), free(_known(chosen.out))
    with at_desk(chosen) as desk:
        session = SurfaceSession(desk.channel)
        asks: dict[str, tuple[Pin, Callable[[str], Secret]]] = {
            "number-b": (session.table.number_b, partial(printed.number_b, gregorian=chosen.common_year)),
            "number-a": (session.table.number_a, _number_a),
        }
        pin, ask = asks[chosen.by]
        session.verify(desk.enter(session, pin, ask), pin)
        face = session.face()
        verdict = genuine.genuine(keys, session, face.check)
    # After the check that was asked for, never before: a decoder is a wide door.
    photo = _png(face.photo) if out.suffix.lower() == CONVERTED else face.photo
    write(out, photo)
    return {"photo": str(out), "bytes": len(photo), **verdict}


def _number_a(asked: str) -> Secret:
    """照合番号A, which is the My Number itself. Raises Usage."""
    return codes.code(f"{asked}: the My Number, 12 digits")


def _known(path: Path) -> Path:
    if path.suffix.lower() not in {AS_STORED, CONVERTED}:
        raise Usage(f"--out {path}: a name that ends in {AS_STORED} (as stored) or {CONVERTED} is needed")
    if path.suffix.lower() == CONVERTED and not _decodes():
        raise Usage(f"--out {path}: a Pillow with OpenJPEG is needed to convert the photo; {AS_STORED} works without")
    return path


def _decodes() -> bool:
    try:
        from PIL import features
    except ImportError:
        return False
    # Pillow's own wheels have it, also for 64-bit ARM; one that was built from source may not.
    return bool(features.check("jpg_2000"))


def _png(photo: bytes) -> bytes:
    """The photo as PNG. Raises BadCardData."""
    from PIL import Image

    made = BytesIO()
    try:
        # No other reader of Pillow's is let near bytes that a stranger's card gave.
        with Image.open(BytesIO(photo), formats=["JPEG2000"]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise BadCardData(f"the photo has {found.width} x {found.height} pixels")
            found.save(made, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadCardData("the photo is no JPEG 2000 that can be read") from error
    return made.getvalue()


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="FILE.jp2 as the card stores it, or FILE.png converted"
    )
    parser.add_argument(
        "--with",
        dest="by",
        choices=["number-b", "number-a"],
        default="number-b",
        help="what opens it: birth date, expiry and security code, a line each (number-b), or the My Number (number-a)",
    )
    printed.add_common_year(parser)
    genuine.add_issuer_keys(parser)


ACT = Act(
    name="photo",
    brief="the photo on the card, into a file",
    about="Write the photo that the chip holds into a new file, which only you can read. No PIN opens it but what is printed "
    "on the card. With --issuer-keys the issuer's signature over photo, name, address, birth date and sex is checked first.",
    run=run,
    arguments=_arguments,
    lines=genuine.lines,
)
