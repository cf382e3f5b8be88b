"""Central's page for whoever is shown a certificate: what it tells, to whom, and what it keeps to itself."""

import hashlib
import json
import re
from datetime import timedelta

import pypdfium2
import pytest
import requests
from acting import LONG
from central_line import Cardholder, fresh
from hypothesis import given
from hypothesis import strategies as st
from pyzbar.pyzbar import ZBarSymbol, decode
from real_stacks.browser import chromium

from central.service import check_page
from central.service.check_codes import ALPHABET, CheckCodes
from central.service.config import read_config
from central.service.rules import KINDS
from central.wire import Binding, Order, Paper, Printed
from firmware.cli import main

HANAKO = Cardholder(0x1001)
JSON = {"Accept": "application/json"}


class Certificate:
    """A certificate that was made for Hanako, and the address on it."""

    def __init__(self, terminal, **order):
        self.terminal = terminal
        self.ticket = fresh("K")
        self.visit, challenge = terminal.opens(ticket=self.ticket)
        terminal.proves(HANAKO, self.visit, challenge)
        self.quote = terminal.orders(self.visit, **order)

    def take(self):
        self.document = self.terminal.takes(self.visit, self.quote)
        self.address = qr_codes(self.document)[0]
        return self

    def end(self, printed):
        self.terminal.ends(self.visit, self.quote, printed)
        return self

    @property
    def url(self):
        """The address, at the port where this central listens."""
        return self.terminal.central.url + self.address.removeprefix("http://127.0.0.1:8200")


def qr_codes(document):
    sheets = pypdfium2.PdfDocument(document)
    pictures = [sheet.render(scale=200 / 72).to_pil() for sheet in sheets]
    return [found.data.decode() for picture in pictures for found in decode(picture, [ZBarSymbol.QRCODE])]


def shown(url, **query):
    return requests.get(url, params=query, headers={"Accept": "text/html,*/*;q=0.8"}, timeout=LONG)


@pytest.fixture
def certificate(terminal):
    return Certificate(terminal, copies=2).take().end(Printed.DONE)


def test_each_sheet_leads_to_the_page_that_confirms_it(certificate):
    assert qr_codes(certificate.document) == [certificate.address] * 2
    assert re.fullmatch(
        rf"http://127\.0\.0\.1:8200/check/{certificate.ticket}\.[{ALPHABET}]{{16}}", certificate.address
    )
    page = shown(certificate.url)
    assert page.status_code == 200
    for told in (
        "発行されています",
        "was issued",
        "みなと市",
        "令和8年11月24日",
        "2026-11-24",
        "住民票の写し",
        "kiosk-1",
    ):
        assert told in page.text
    assert f"<dd>{certificate.ticket}</dd>" in page.text
    assert "<dd>2</dd>" in page.text


def test_nothing_of_the_contents_is_told(certificate):
    said = shown(certificate.url).text + requests.get(certificate.url, headers=JSON, timeout=LONG).text
    for secret in (
        "見本",
        "花子",
        "Hanako",
        "港一丁目",
        certificate.visit,
        certificate.quote.order,
        certificate.quote.sha256,
    ):
        assert secret not in said


def test_a_program_gets_the_same_as_json(certificate):
    assert requests.get(certificate.url, headers=JSON, timeout=LONG).json() == {
        "city": "みなと市",
        "ticket": certificate.ticket,
        "kind": "residence",
        "issued": "2026-11-24",
        "sheets": 2,
        "terminal": "kiosk-1",
        "paper": "printed",
    }


def test_every_certificate_and_every_fate_has_its_words():
    assert set(check_page.KINDS) == set(KINDS)
    assert set(check_page.SAID) == set(Paper)


ENDINGS = {Printed.DONE: "printed", Printed.NOT_DONE: "not_printed", Printed.UNKNOWN: "unclear"}


@pytest.mark.parametrize("printed", ENDINGS)
def test_what_became_of_the_sheets_is_told(terminal, printed):
    made = Certificate(terminal).take()
    before = requests.get(made.url, headers=JSON, timeout=LONG).json()["paper"]
    made.end(printed)
    after = requests.get(made.url, headers=JSON, timeout=LONG).json()["paper"]
    assert (before, after) == ("printing", ENDINGS[printed])
    assert ("発行されています" in shown(made.url).text) is (printed is Printed.DONE)


def test_a_document_that_was_quoted_and_never_paid_is_no_certificate(terminal, central):
    made = Certificate(terminal)
    found = requests.post(f"{central.url}/check", json={"sha256": made.quote.sha256}, timeout=LONG).json()
    assert (found["ticket"], found["paper"]) == (made.ticket, "not_printed")


def test_a_certificate_that_was_withdrawn_stays_so_whatever_is_told_later(terminal, central, tmp_path, capsys):
    path = tmp_path / "central.toml"
    path.write_text(f'state = "{central.config.state}"\ndatabase = "{central.config.database}"')
    made = Certificate(terminal).take().end(Printed.UNKNOWN)
    assert main(["central", "withdraw", made.ticket, "--config", str(path)]) == 0
    made.end(Printed.DONE)
    assert "取り消されました" in shown(made.url).text
    assert main(["central", "withdraw", "K-never", "--config", str(path)]) == 2
    assert "K-never: 0 certificates withdrawn" in capsys.readouterr().out


def answer(url, **query):
    page = shown(url, **query)
    return page.status_code, page.text, {k: v for k, v in page.headers.items() if k != "date"}


def test_whatever_is_wrong_gets_one_and_the_same_answer(certificate, terminal, central):
    other = Certificate(terminal).take().end(Printed.DONE)
    page, right, wrong = f"{central.url}/check", certificate.address[-16:], other.address[-16:]
    nearly = right[:-1] + ALPHABET[(ALPHABET.index(right[-1]) + 1) % 32]
    no = answer(f"{page}/K-never.{right}")
    assert no[0] == 404
    for text in (
        f"{certificate.ticket}.{wrong}",  # the code of another certificate
        f"{certificate.ticket}.{nearly}",
        f"{certificate.ticket}.",
        certificate.ticket,
        f".{right}",
        right,
        f"{certificate.ticket}.{right}/x",
        f"{certificate.ticket}.{right[:10]}",
        "%00.%00",
        "%ff%fe",
        "'%20OR%201=1--.x",
    ):
        assert answer(f"{page}/{text}") == no, text
    assert answer(page, number=certificate.ticket) == no
    assert answer(page, code=right) == no


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_that_was_not_on_a_paper_finds_anything(city, number, code):
    page = shown(f"{city.url}/check", number=f"{number}?", code=code)
    assert page.status_code == 404
    assert "<dd>" not in page.text


def test_number_and_code_can_be_typed_as_people_do(certificate, central):
    code = certificate.address[-16:]
    for typed in (code, code.lower(), f" {code[:4]} {code[4:8]} {code[8:]} ", f"{code[:8]}-{code[8:]}"):
        assert shown(f"{central.url}/check", number=f" {certificate.ticket} ", code=typed).status_code == 200
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in certificate.ticket)
    assert shown(f"{central.url}/check", number=wide, code=code).status_code == 200


def test_the_bare_page_is_a_form_without_an_answer(central):
    page = shown(f"{central.url}/check")
    assert page.status_code == 200
    assert 'name="number"' in page.text
    assert 'class="bad"' not in page.text


@pytest.mark.parametrize("path", ["", "/K-never.X", "?number=1&code=2"])
def test_the_address_is_told_to_nobody_and_nothing_runs_on_the_page(central, path):
    page = shown(f"{central.url}/check{path}")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert not re.findall(r"(?:src|href)=", page.text)


def test_what_is_typed_comes_back_nowhere(central):
    page = shown(f"{central.url}/check", number="<b>secret-word</b>", code='"><img>')
    assert "secret-word" not in page.text
    assert "<img" not in page.text


def test_a_file_is_known_by_its_hash(certificate, central):
    sha256 = hashlib.sha256(certificate.document).hexdigest()
    found = requests.post(f"{central.url}/check", json={"sha256": sha256}, timeout=LONG)
    assert (found.status_code, found.json()["ticket"]) == (200, certificate.ticket)
    other = requests.post(f"{central.url}/check", json={"sha256": "0" * 64}, timeout=LONG)
    assert other.status_code == 404


@pytest.mark.parametrize("body", [b"", b"{", b'{"sha256":"x"}', b'{"sha256":1}', b'{"ticket":"K-1"}', b"[" * 100000])
def test_a_question_that_is_none_is_refused(central, body):
    asked = requests.post(f"{central.url}/check", data=body, headers={"Content-Type": "application/json"}, timeout=LONG)
    assert asked.status_code in (400, 413)


def test_the_same_number_at_two_terminals_has_two_codes(central, terminal):
    order = Order(order="o", kind="residence", whom="self", items=[], copies=1)
    made = Binding(terminal="a", visit="v", ticket="T-1", order=order, holder="0" * 64)
    codes = central.desk.city.codes
    texts = {codes.text(made)}
    for part, value in {"terminal": "b", "visit": "w", "ticket": "T-2"}.items():
        texts.add(codes.text(Binding(**{**json.loads(_bare(made)), "order": order, part: value})))
    other = Order(order="p", kind="residence", whom="self", items=[], copies=1)
    texts.add(codes.text(Binding(terminal="a", visit="v", ticket="T-1", order=other, holder="0" * 64)))
    assert len({text[-16:] for text in texts}) == 5
    assert CheckCodes(bytes(32), "").text(made)[-16:] not in {text[-16:] for text in texts}


def _bare(made):
    return json.dumps({"terminal": made.terminal, "visit": made.visit, "ticket": made.ticket, "holder": made.holder})


def test_an_address_too_long_for_the_qr_code_leaves_number_and_code():
    order = Order(order="o", kind="residence", whom="self", items=[], copies=1)
    made = Binding(terminal="a", visit="v", ticket="T" * 32, order=order, holder="0" * 64)
    for url in ("https://" + "x" * 20, "https://" + "x" * 21, ""):
        text = CheckCodes(bytes(32), url).text(made)
        assert len(text) <= 84
        assert ("https" in text) is (len(url) == 28)
        assert re.search(rf"T{{32}}\.[{ALPHABET}]{{16}}$", text)


@pytest.mark.parametrize("url", ["127.0.0.1", "https://", "https://a/", "javascript:1", "https://a b", "https://a?b"])
def test_an_address_that_nobody_could_open_is_told_at_the_start(tmp_path, url):
    path = tmp_path / "central.toml"
    path.write_text(f'public_url = "{url}"')
    with pytest.raises(ValueError, match="public_url: must be"):
        read_config(path)


def test_a_certificate_is_found_after_its_document_was_forgotten(certificate, central):
    central.clock.move(central.clock.now() + timedelta(days=80))
    central.desk.tidy()
    assert shown(certificate.url).status_code == 200


@pytest.mark.real
def test_the_page_fits_a_telephone(certificate):
    with chromium(360, 740) as browser:
        browser.get(certificate.url)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
        targets = "return [...document.querySelectorAll('button,input')].map(e => e.getBoundingClientRect().height)"
        assert min(browser.execute_script(targets)) >= 44
        # The style is let in by its hash: were that wrong, the page would come without one.
        assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert [entry for entry in browser.get_log("browser") if "favicon" not in entry["message"]] == []


def test_two_processes_give_the_same_code(terminal, central):
    made = Certificate(terminal).take()
    again = CheckCodes((central.config.state / "operator.key").read_bytes(), "")
    assert again.code(made.ticket, "kiosk-1", made.visit, made.quote.order) == made.address[-16:]
