"""`kazasu verify` as a person at the command line: what is genuine, and every way in which a file is not."""

import json
import re
import socket
from io import BytesIO
from types import SimpleNamespace

import pytest
from central_line import Cardholder, StillClock, Terminal, fresh
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sample_city import HANAKO, TOWN, order

from central.service.assemble import read_anchors, signer_of
from central.service.config import Config
from central.service.forms import compose
from central.service.issuances import withdraw
from central.service.running import serve
from central.service.verifying import findings
from central.wire import LARGEST_DOCUMENT, Printed
from firmware.cli import main

ELSEWHERE = compose(order(HANAKO)).pdf


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A city that issued one certificate: its folder, its central, the certificate."""
    state = tmp_path_factory.mktemp("central")
    with serve(Config(state=state), StillClock()) as central:
        terminal, ticket = Terminal(central), fresh("K")
        visit, challenge = terminal.opens(ticket=ticket)
        terminal.proves(Cardholder(0x1001), visit, challenge)
        quote = terminal.orders(visit)
        document = terminal.takes(visit, quote)
        terminal.ends(visit, quote, Printed.DONE)
        yield SimpleNamespace(
            state=state,
            central=central,
            terminal=terminal,
            document=document,
            ticket=ticket,
            anchor=state / "signing-ca.pem",
        )


@pytest.fixture
def verify(city, tmp_path, capsys):
    """Run the command over a file: its exit status, and what each part was found to be."""

    def run(document, *more, central=True, anchor=True):
        path = tmp_path / "certificate.pdf"
        path.write_bytes(document)
        asked = ["--central", city.central.url] * central + ["--anchor", str(city.anchor)] * anchor
        status = main(["verify", str(path), "--json", *asked, *more])
        told = json.loads(capsys.readouterr().out)
        return status, {part["part"]: part["good"] for part in told["parts"]}, told

    return run


def test_a_certificate_as_it_was_issued_is_genuine(verify, city):
    status, parts, told = verify(city.document)
    assert status == 0
    assert parts == dict.fromkeys(("file", "signature", "whole", "contents", "signer", "central"), True)
    assert told["verdict"] == "genuine"
    said = " ".join(part["sentence"] for part in told["parts"])
    for words in ("みなと市長 signed it at 2026-11-24T10:00:00+09:00", city.ticket, "2026-11-24", "it was printed"):
        assert words in said


def test_a_person_reads_sentences(city, tmp_path, capsys):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(city.document)
    assert main(["verify", str(path), "--central", city.central.url]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "genuine"
    assert said[0] == "yes file       it is a PDF"
    assert any(line.startswith("?   signer     ") for line in said)
    assert any(line.startswith("yes central    みなと市 issued") for line in said)


@pytest.mark.parametrize("asked", [{"central": False}, {"anchor": False}])
def test_either_the_anchor_or_central_is_enough(verify, city, asked):
    assert verify(city.document, **asked)[0] == 0


def signed_part(document):
    """Where the hexadecimal signature stands, without what fills its place up."""
    hole = re.search(rb"<([0-9a-fA-F]{1000,})>", document)
    return hole.start(1), hole.start(1) + len(hole[1].rstrip(b"0"))


def flipped(document, place):
    """The document with one bit changed, in a hexadecimal digit so that it is still one."""
    digit = bytes(document[place : place + 1])
    begins, _ = signed_part(document)
    within = begins <= place < document.index(b">", begins)
    other = b"%x" % (int(digit, 16) ^ 1) if within else bytes([digit[0] ^ 1])
    return document[:place] + other + document[place + 1 :]


def test_one_byte_changed_anywhere_is_not_genuine_and_the_signature_alone_tells(city):
    anchors = read_anchors([city.anchor])
    begins, ends = signed_part(city.document)
    whole = range(9, len(city.document), len(city.document) // 80)
    # The head of the signature is looked at digit by digit: not all of it is signed.
    for place in [*whole, *range(begins, begins + 120), *range(begins, ends, 23), *range(ends, ends + 40, 9)]:
        assert not all(finding.good for finding in findings(flipped(city.document, place), anchors)), place


def added(document):
    return document + b"\n% nothing\n"


def updated(document):
    """An update as a PDF editor writes one: the title is changed."""
    writer = IncrementalPdfFileWriter(BytesIO(document))
    writer.root["/Lang"] = TextStringObject("en-US")
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def shadowed(document):
    """A shadow attack: the catalog is replaced after signing, so that other pages would be shown."""
    writer = IncrementalPdfFileWriter(BytesIO(document))
    pages = writer.root["/Pages"]
    kid = pages["/Kids"].raw_get(0)
    pages["/Kids"].append(kid)
    pages[NameObject("/Count")] = type(pages["/Count"])(2)
    writer.mark_update(writer.root.raw_get("/Pages"))
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def cut(document):
    return document[: len(document) // 2]


def stretched(document):
    """The byte range is moved so that it leaves out more than the signature."""
    numbers = [int(n) for n in re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", document).groups()]
    old = b"%d %d %d %d" % tuple(numbers)
    new = b"%d %d %d %d" % (0, numbers[1] - 10, numbers[2], numbers[3])
    return document.replace(b"[" + old + b"]", (b"[" + new + b"]").ljust(len(old) + 2))


def unsigned(document):
    return document[: document.index(b"%%EOF") + 5]


HOSTILE = {
    "bytes after the end": (added, "whole"),
    "an update": (updated, "whole"),
    "a shadow attack": (shadowed, "whole"),
    "cut in half": (cut, "signature"),
    "a byte range that leaves out more": (stretched, "whole"),
    "the signature taken off": (unsigned, "signature"),
    "never signed": (lambda _: ELSEWHERE, "signature"),
    "no PDF": (lambda _: b"GIF89a" * 50, "file"),
    "empty": (lambda _: b"", "file"),
    "a PDF's head alone": (lambda _: b"%PDF-1.7\n", "file"),
    "bottomless nesting": (lambda _: b"%PDF-1.7\n1 0 obj " + b"[" * 200_000 + b"\nstartxref\n9\n%%EOF", "file"),
    "a cross-reference that leads to itself": (
        lambda _: (
            b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
        ),
        "file",
    ),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_file_that_was_tampered_with_is_not_genuine_and_the_part_is_told(verify, city, attack):
    change, part = HOSTILE[attack]
    status, parts, told = verify(change(city.document))
    assert status == 1
    assert parts["central"] is False
    assert told["verdict"] == "not genuine"
    wrong = [name for name, good in parts.items() if good is False]
    assert wrong[0] == part or (attack == "cut in half" and wrong[0] == "file")
    assert verify(change(city.document), central=False)[0] == 1  # and without central's word


def test_a_certificate_signed_by_somebody_else_is_not_genuine(verify, tmp_path):
    (tmp_path / "other").mkdir()
    forged = signer_of(Config(state=tmp_path / "other"), TOWN).sign(ELSEWHERE, StillClock().now())
    status, parts, _ = verify(forged)
    assert (status, parts["contents"], parts["signer"], parts["central"]) == (1, True, False, False)


def test_a_signature_moved_to_another_certificate_is_found(verify, city):
    visit = city.terminal.identifies(Cardholder(0x1001))
    other = city.terminal.takes(visit, city.terminal.orders(visit))
    mine, theirs = signed_part(city.document), signed_part(other)
    hole = other.index(b">", theirs[0])
    taken = city.document[mine[0] : mine[1]].ljust(hole - theirs[0], b"0")[: hole - theirs[0]]
    status, parts, _ = verify(other[: theirs[0]] + taken + other[hole:])
    assert (status, parts["contents"]) == (1, False)


def test_a_second_signature_over_the_first_is_not_as_it_was_issued(verify, city, tmp_path):
    (tmp_path / "other").mkdir()
    signer = signer_of(Config(state=tmp_path / "other"), TOWN)
    twice = signer.sign(city.document.replace(b"(Signature)", b"(Sognature)"), StillClock().now())
    status, parts, _ = verify(twice)
    assert (status, parts["signature"]) == (1, False)


def test_a_certificate_that_was_withdrawn_is_not_genuine(verify, city):
    visit, challenge = city.terminal.opens(ticket=(ticket := fresh("K")))
    city.terminal.proves(Cardholder(0x1001), visit, challenge)
    document = city.terminal.takes(visit, city.terminal.orders(visit))
    assert verify(document)[0] == 0
    withdraw(city.central.desk.store, StillClock(), ticket)
    status, _, told = verify(document)
    assert status == 1
    assert "it was withdrawn" in told["parts"][-1]["sentence"]


def test_a_central_that_cannot_be_asked_leaves_it_open(verify, city):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    status, parts, told = verify(city.document, "--central", f"http://127.0.0.1:{port}", central=False)
    assert (status, parts["central"], told["verdict"]) == (3, None, "cannot be told now")
    assert "could not be asked" in told["parts"][-1]["sentence"]


def test_an_address_that_is_no_central_is_not_taken_for_an_answer(verify, city):
    status, parts, _ = verify(city.document, "--central", f"{city.central.url}/elsewhere", central=False)
    assert (status, parts["central"]) == (3, None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["gone.pdf"], "gone.pdf: cannot be read"),
        (["here.pdf", "--anchor", "gone.pem"], "gone.pem"),
        (["here.pdf", "--anchor", "here.pdf"], "here.pdf"),
        (["here.pdf", "--central", "file:///etc/passwd"], "must begin with http"),
        (["huge.pdf"], "is larger than any certificate"),
        (["folder"], "cannot be read"),
    ],
)
def test_a_mistake_at_the_command_line_is_told(tmp_path, capsys, more, said):
    (tmp_path / "here.pdf").write_bytes(ELSEWHERE)
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(LARGEST_DOCUMENT + 1)
    assert main(["verify", *(word if word.startswith(("-", "file:")) else str(tmp_path / word) for word in more)]) == 2
    assert said in capsys.readouterr().err


@given(st.binary(max_size=300), st.integers(0, len(ELSEWHERE)))
def test_whatever_bytes_come_are_found_wanting_and_never_fail(junk, place):
    for document in (junk, b"%PDF-1.7\n" + junk, ELSEWHERE[:place] + junk + ELSEWHERE[place:]):
        assert findings(document, [])[-1].good is False
