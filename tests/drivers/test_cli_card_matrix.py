"""The table of docs/cards.md, which act goes with which card, tried cell by cell."""

import re
from pathlib import Path

import pytest
from card_command import BY_NUMBER_B, kazasu, own_card, whole_card

from cards.kinds import CardKind
from firmware.card_commands.kind_words import SENTENCES

DOCUMENT = Path(__file__).parents[2] / "docs" / "cards.md"
PIN, NEW = "7391", "1122"
CODES = {
    "show": "",
    "authenticate": f"{PIN}\n",
    "profile": "8642\n",
    "profile --with number-b": BY_NUMBER_B,
    "photo": BY_NUMBER_B,
    "age": "1980-02-17\n",
    "change-pin": f"{PIN}\n{NEW}\n{NEW}\n",
    "sign": "KSIG77\n",
    "history": "",
    "doctor": "",
}
"""What the holder types, by act."""


def cells() -> list[tuple[str, str, bool]]:
    """Act, kind of card, and whether the document says yes."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| act |"))
    kinds = _row(lines[start])[1:]
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        act, *answers = _row(line)
        assert set(answers) <= {"yes", "-"}
        found += [(act.strip("`"), kind, answer == "yes") for kind, answer in zip(kinds, answers, strict=True)]
    return found


def _row(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    """A card of each kind, made once."""
    made = {}

    def card(kind: str) -> str:
        if kind not in made:
            other = {
                "transport": {"idm": "0112233445566778", "balance": 1160},
                # What its holder lacks: a signature certificate.
                "facial_recognition": {"signature_password": None, "signature_key": None},
            }.get(kind, {})
            made[kind] = whole_card(tmp_path_factory.mktemp(kind), kind=kind, **other)
        return made[kind]

    return card


def test_the_document_has_a_cell_for_every_act_and_kind():
    assert {act for act, _, _ in cells()} == set(CODES)
    assert len(cells()) == len(CODES) * 8


@pytest.mark.parametrize(("act", "kind", "told"), [pytest.param(*cell, id="-".join(cell[:2])) for cell in cells()])
def test_the_document_says_what_happens(cards, tmp_path, act, kind, told):
    letter = tmp_path / "letter"
    letter.write_text("letter")
    more = {"sign": [letter], "photo": ["--out", tmp_path / "photo.jp2"]}.get(act, [])
    card = cards(kind)
    status, answer = kazasu(*act.split(), *more, "--reader", card, codes=CODES[act])
    assert (status == 0) == told, answer
    # Whoever holds another card is told which it is, and never the number of an application.
    assert told or SENTENCES[CardKind(kind)] in answer["error"]["message"]
    if act == "change-pin" and told:
        assert kazasu("change-pin", "--reader", card, codes=f"{NEW}\n{PIN}\n{PIN}\n")[0] == 0


def test_the_photo_that_the_document_shows_is_written(tmp_path):
    told = re.search(
        r"printf '(.+)' \| kazasu card photo --out (\S+) --reader virtual:examples/cards/(\w+)\.toml`",
        DOCUMENT.read_text("utf-8"),
    )
    typed, out, card = told.groups()
    command = ["photo", "--out", tmp_path / out, "--reader", own_card(tmp_path, card)]
    assert kazasu(*command, codes=typed.replace("\\n", "\n"))[0] == 0
