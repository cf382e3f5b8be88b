"""Example views of every prompt, with long words too: what the gallery draws and the checks walk through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from firmware.asides import SIZES, THEMES, WARNINGS
from firmware.conversation import Ear, Settings, View
from firmware.letters import KANA
from firmware.phrases import Phrase, say
from firmware.prompts import (
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Option,
    Pay,
    PresentCard,
    Progress,
    Prompt,
    RemoveCard,
    Row,
    Sign,
    Tell,
    Thing,
    Typed,
    Wait,
    options,
)
from screens import card_examples, ear_examples, pass_examples, staff_examples, vehicle_examples
from screens.card_examples import pin

STEPS = ("card", "pin", "certificate", "confirm", "pay", "take")
KINDS = {"residence": 300, "seal": 300, "family-all": 450, "family-one": 450, "supplementary": 300, "tax": 300}
EARLY = say("clock-time", hour=8, hour12=8, minute=30, half="am")
LATE = say("clock-time", hour=23, hour12=11, minute=0, half="pm")
LATER = say("when-day", month=12, day=28, weekday=say("weekday-wed"), time=EARLY)
TODAY, TOMORROW = say("when-today", time=LATE), say("when-tomorrow", time=LATE)
YEAR = say("tax-year", era=say("era-reiwa"), year="18", **{"income-year": "17"})
TICKET = "minato-city-hall-1f-no-1-00412"  # as long as a terminal's name may be

# Everything that a visitor can be told with one key to go on, with its sign and its longest values
TOLD: tuple[tuple[Phrase, Sign | None], ...] = (
    (say("certificate-closed", certificate=say("certificate-family-all"), when=LATER), Sign.WARN),
    (say("certificate-closed", certificate=say("certificate-tax"), when=TODAY), Sign.WARN),
    (say("certificate-closed", certificate=say("certificate-family-one"), when=TOMORROW), Sign.WARN),
    (say("certificate-closed-today", certificate=say("certificate-supplementary")), Sign.WARN),
    (say("card-other-kind"), Sign.BAD),
    (say("certificate-missing"), Sign.BAD),
    (say("certificate-expired"), Sign.BAD),
    (say("card-revoked"), Sign.BAD),
    (say("card-suspended"), Sign.BAD),
    (say("card-too-new"), Sign.BAD),
    (say("holder-too-young"), Sign.BAD),
    (say("revocation-unknown"), Sign.BAD),
    (say("pin-blocked"), Sign.BAD),
    (say("certificate-withheld"), Sign.BAD),
    (say("text-too-long"), Sign.BAD),
    (say("city-not-joined"), Sign.BAD),
    (say("certificate-too-young"), Sign.WARN),
    (say("seal-not-registered"), Sign.WARN),
    (say("family-not-linked"), Sign.WARN),
    (say("family-changing"), Sign.WARN),
    (say("tax-not-found"), Sign.WARN),
    (say("line-down"), Sign.BAD),
    (say("fault-midway"), Sign.WARN),
    (say("pay-change-take", change=9_700), Sign.GOOD),
    (say("pay-refunded", fee=4_500), Sign.GOOD),
    (say("pay-unknown"), Sign.WARN),
    (say("receipt-none", ticket=TICKET), Sign.WARN),
    (say("print-stopped"), Sign.WARN),
    (say("print-unknown", ticket=TICKET), Sign.WARN),
    (say("print-not-done", fee=4_500), Sign.WARN),
    (say("service-closed-now"), Sign.BAD),
    (say("service-closed", when=LATER), Sign.BAD),
    (say("service-closed-midway"), Sign.BAD),
    (say("service-closing-soon", minutes=10, time=LATE), Sign.WARN),
    (say("card-moved"), Sign.WARN),
    (say("visit-cancelled"), Sign.GOOD),
    (say("visit-ended-idle"), None),
    (say("staff-ask"), None),
    (say("restart-returned", ticket=TICKET, yen=4_500), Sign.GOOD),
    (say("restart-printed", ticket=TICKET), Sign.GOOD),
    (say("pay-owed", yen=9_700), Sign.WARN),
    (say("pay-owed-number", yen=9_700, ticket=TICKET), Sign.WARN),
)
# A city's own words: no shorter form, and as long as a rule file may have them
OWN = Phrase(
    "seal-not-registered",
    own={
        "ja": {
            "text": "印鑑登録が|確認|できません",
            "note": "市民課か|総合事務所の|窓口で、|その日に|登録できます。|ご本人が、|写真のある|身分証明書と|"
            "登録する|印鑑を|お持ちください。|料金は|いただいて|おりません。",
        },
        "en": {
            "text": "No seal impression is registered for you",
            "note": "You can register one on the same day at the city office or a branch. Please come yourself, "
            "with a photo identity document and the seal. Nothing was charged.",
        },
    },
)
CLOSED = (say("out-of-order"), say("line-down"), say("fault-midway"), *staff_examples.CLOSED)
NOTICES = tuple(map(say, ("key-unused", "key-unused-back", "pay-done", "fee-none")))


def certificates() -> tuple[Option, ...]:
    """All six certificates, as the role offers them."""
    return tuple(
        Option(str(n), kind, say(f"certificate-{kind}"), say(f"certificate-{kind}-note"), yen)
        for n, (kind, yen) in enumerate(KINDS.items(), 1)
    )


def languages(*names: str) -> Choose:
    """The choice of a language."""
    choices = options(*((name, say(f"language-{name}")) for name in names))
    return Choose(phrase=say("language-choose"), options=choices, chosen="ja")


def sights(*more: tuple[str, Phrase]) -> Choose:
    """The choice of how things look."""
    names = [f"size-{size}" for size in SIZES] + [f"theme-{theme}" for theme in THEMES]
    choices = options(*((name, say(f"sight-{name}")) for name in names), *more)
    return Choose(phrase=say("sight-choose"), note=say("sight-note"), options=choices, chosen="size-1")


def order(kind: str, whom: str, items: str, copies: int, fee: int) -> Confirm:
    """What is applied for."""
    rows = {
        "certificate": say(f"certificate-{kind}"),
        "whom": say(f"person-{whom}"),
        "items": say(f"items-{items}"),
        "copies": say("copies-count", copies=copies),
    }
    return Confirm(
        phrase=say("order-check"),
        verb=say("button-apply"),
        rows=tuple(Row(say(f"row-{name}"), value) for name, value in rows.items()),
        yen=copies * fee,
    )


def twelve(yen: int | None) -> Confirm:
    """A long sheet, as staff meet at the close of a day."""
    rows = [Row(say(f"certificate-{kind}"), say("copies-count", copies=n)) for n, kind in enumerate([*KINDS] * 2, 1)]
    return Confirm(
        phrase=say("order-check"), verb=say("button-apply"), otherwise=say("button-cancel"), rows=tuple(rows), yen=yen
    )


def nine() -> tuple[Option, ...]:
    """As many options as a ten-key has digits for."""
    return tuple(replace(certificates()[n % 6], key=str(n + 1), name=f"n{n}") for n in range(9))


def again(key: str) -> PresentCard:
    """The card is asked for once more."""
    return PresentCard(phrase=say(key), sign=Sign.WARN)


def question(phrase: Phrase) -> Confirm:
    """Whether to go on."""
    verbs = {"verb": say("button-continue"), "otherwise": say("button-cancel")}
    return Confirm(phrase=phrase, sign=Sign.WARN, back=False, **verbs)  # type: ignore[arg-type]


def things(*names: str) -> HandOver:
    """Something of each to take."""
    taken = tuple(Thing(name, say(f"thing-{name}"), say("sheets-count", sheets=2)) for name in names)
    return HandOver(phrase=say("hand-over"), things=taken)


def left(key: str, seconds: int | None = None) -> HandOver:
    """What was left behind, with the seconds until staff are called."""
    note = None if seconds is None else say("left-behind", seconds=seconds)
    return replace(things("certificate", "receipt"), phrase=say(key), note=note, countdown=seconds)


def plate(phrase: Phrase, sign: Sign | None, amount: Phrase | None = None) -> Tell:
    """What is read in passing."""
    return Tell(phrase=phrase, sign=sign, amount=amount, plate=True, patience=3.0)


def typed(text: str, group: str = "", *, kana: bool = False) -> tuple[int, EnterText, Typed]:
    """Letters being entered."""
    alphabet = {"alphabet": KANA} if kana else {}
    prompt = EnterText(phrase=say("text-enter"), least=1, most=20, **alphabet)  # type: ignore[arg-type]
    return 1, prompt, prompt.shown(Typed(text, group))


def help_for(phrase: Phrase, step: str = "certificate") -> Tell:
    """Where one is, and what is asked there."""
    here = say("where-am-i", step=say(f"step-{step}"), index=3, steps=6)
    return Tell(phrase=here, note=phrase, verb=say("button-return"))


COPIES = EnterDigits(
    phrase=say("copies-enter"), note=say("copies-note", most=10), least=1, most=2, default="1", highest=10
)
ITEMS = ChooseSeveral(
    phrase=say("items-several"), options=options(("relation", say("item-relation")), ("domicile", say("item-domicile")))
)
WHOM = Choose(
    phrase=say("person-choose"), options=options(("self", say("person-self")), ("household", say("person-household")))
)
SUPPLEMENTARY = ChooseSeveral(
    phrase=say("items-several-supplementary"), options=options(("domicile", say("item-domicile")))
)
YEARS = Choose(phrase=say("tax-year-choose"), options=options(*((str(n), YEAR) for n in range(5))))
RECEIPT = Choose(
    phrase=say("receipt-choose"), options=options(("yes", say("receipt-yes")), ("no", say("receipt-no"))), back=False
)
TAX = order("tax", "self", "none", 10, 300)
PRINTING = Wait(phrase=say("print-started", seconds=30), progress=Progress(1, 2, 15))

# name: step, prompt, draft (None for the prompt's own start)
PROMPTS: dict[str, tuple[int | None, Prompt[Any], Any]] = {
    "language": (None, languages("ja", "en"), ""),
    "card-place": (0, PresentCard(phrase=say("card-place")), ""),
    "card-place-again": (0, again("card-place-again"), ""),
    "card-moved": (0, again("card-moved"), ""),
    "card-reading": (0, Wait(phrase=say("card-reading")), ""),
    "pin": (1, pin(say("pin-enter")), "●●"),
    "pin-full": (1, pin(say("pin-enter")), "●●●●"),
    "pin-checking": (1, Wait(phrase=say("pin-checking")), ""),
    "card-remove": (1, RemoveCard(phrase=say("card-remove"), sign=Sign.GOOD), ""),
    "card-remove-first": (0, RemoveCard(phrase=say("card-remove-first")), ""),
    "certificates": (2, Choose(phrase=say("certificate-choose", count=6), options=certificates()), ""),
    "certificates-two": (2, Choose(phrase=say("certificate-choose", count=2), options=certificates()[:2]), ""),
    "person": (2, WHOM, ""),
    "items": (2, ITEMS, ("relation",)),
    "items-supplementary": (2, SUPPLEMENTARY, ()),
    "tax-year": (2, YEARS, ""),
    "copies": (2, COPIES, ""),
    "copies-ten": (2, COPIES, "10"),
    "confirm": (3, order("residence", "household", "relation", 1, 300), ""),
    "confirm-long": (3, order("family-all", "household", "relation-domicile", 10, 450), ""),
    **{f"confirm-{kind}": (3, order(kind, "self", "relation-domicile", 2, fee), "") for kind, fee in KINDS.items()},
    **{f"confirm-{items}": (3, order("residence", "self", items, 1, 300), "") for items in ("none", "domicile")},
    "confirm-year": (3, replace(TAX, rows=(TAX.rows[0], Row(say("row-year"), YEAR), *TAX.rows[1:])), ""),
    "confirm-twelve": (3, twelve(None), ""),
    "confirm-twelve-sum": (3, twelve(123_450), ""),
    "certificates-nine": (2, Choose(phrase=say("certificate-choose", count=9), options=nine()), ""),
    "own-words": (2, Tell(phrase=OWN, sign=Sign.WARN, back=True), ""),
    "order-sending": (3, Wait(phrase=say("order-sending")), ""),
    "pay": (4, Pay(phrase=say("pay-insert-cash"), note=say("pay-note"), yen=300), 200),
    "pay-exact": (4, Pay(phrase=say("pay-insert-cash"), note=say("pay-exact-note"), yen=300), 0),
    "pay-returned": (4, Pay(phrase=say("pay-insert-cash"), note=say("pay-exact-only", due=4_500), yen=4_500), 1_000),
    "printing": (5, PRINTING, ""),
    # The widest count there is.
    "printing-ten": (5, replace(PRINTING, progress=Progress(9, 10, 150)), ""),
    "receipt": (5, RECEIPT, ""),
    "take": (5, things("certificate", "receipt"), ""),
    "stop": (2, question(say("visit-cancel-confirm")), ""),
    **{
        f"still-there-{seconds}": (
            2,
            replace(question(say("visit-idle-warning", seconds=seconds)), countdown=seconds),
            "",
        )
        for seconds in WARNINGS
    },
    "card-left-counting": (
        2,
        RemoveCard(
            phrase=say("card-left-alarm"), note=say("left-behind", seconds=30), sign=Sign.WARN, countdown=WARNINGS[0]
        ),
        "",
    ),
    "card-left-staff": (2, RemoveCard(phrase=say("card-left-staff"), sign=Sign.WARN), ""),
    "paper-left": (5, left("paper-left-alarm", WARNINGS[0]), ""),
    "paper-left-staff": (5, left("paper-left-staff"), ""),
    "text": typed(""),
    "text-entered": typed("MINATO"),
    "text-group": typed("MINATO", "7"),
    "text-long": typed("KITAHAMAMINATOKITAHA"),
    "kana": typed("", kana=True),
    "kana-entered": typed("みなとはなこ", kana=True),
    "kana-group": typed("みなとはなこ", "0", kana=True),
    "card-or-practice": (0, PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card")), ""),
    "plate-idle": (None, plate(say("card-place"), None), ""),
    "plate-accepted": (None, plate(say("pay-done"), Sign.GOOD, say("yen-amount", yen=12_340)), ""),
    "plate-refused-long": (None, plate(say("city-not-joined"), Sign.BAD, say("yen-amount", yen=4_500)), ""),
    "plate-wait": (None, plate(say("print-unknown", ticket=TICKET), Sign.WARN), ""),
    "sight": (2, sights(), ""),
    "sight-sign-off": (2, sights(("sign-off", say("sight-sign-off"))), ""),
    "sight-sign": (2, sights(("sign-on", say("sight-sign"))), ""),
    "help": (2, help_for(say("items-several")), ""),
    "help-idle": (None, help_for(say("visit-start"), "start"), ""),
    "practice-pay": (4, Tell(phrase=say("practice-pay"), amount=say("yen-amount", yen=4_500), back=True), ""),
    "change": (4, Tell(phrase=say("pay-change-take", change=700), note=say("pay-change-note"), sign=Sign.GOOD), ""),
    "last-word": (2, Tell(phrase=say("certificate-expired"), sign=Sign.BAD, verb=say("button-end")), ""),
    "document-coming": (5, Wait(phrase=say("document-coming")), ""),
    "card-take": (2, RemoveCard(phrase=say("card-take")), ""),
    "card-left": (2, RemoveCard(phrase=say("card-left-alarm"), sign=Sign.WARN), ""),
}


def view_for(view: View, settings: Settings) -> View:
    """The view as one sees it who reads in another way; what a companion may see stays."""
    own = view.settings
    return replace(view, settings=replace(settings, helper=own.helper, sign=own.sign))


def examples() -> Iterator[tuple[str, View]]:
    """Every example as (name, view), in the first size and theme; all but a few on a terminal with a handset."""
    yield "attract", View(ear=Ear.READY)
    yield from ear_examples.examples(STEPS)
    yield from vehicle_examples.examples()
    yield from pass_examples.examples()
    for reason in CLOSED:
        yield f"closed-{reason.key}", View(closed=reason)
    for name, (step, prompt, draft) in (PROMPTS | card_examples.PROMPTS | staff_examples.PROMPTS).items():
        yield (
            name,
            View(
                turn=1, prompt=prompt, draft=draft, steps=STEPS, step=step, visit="visit", ticket=TICKET, ear=Ear.READY
            ),
        )
    for n, (phrase, sign) in enumerate((*TOLD, *card_examples.TOLD, *staff_examples.TOLD)):
        yield (
            f"tell-{phrase.key}" if phrase.key not in {told.key for told, _ in TOLD[:n]} else f"tell-{phrase.key}-{n}",
            View(
                turn=1,
                prompt=Tell(phrase=phrase, sign=sign),
                steps=STEPS,
                step=2,
                visit="visit",
                ticket=TICKET,
                ear=Ear.READY,
            ),
        )
