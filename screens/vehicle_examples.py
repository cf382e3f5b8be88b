"""Example views of a bus: what riders and the driver see, with the longest names of real timetables and the largest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from firmware.phrases import Phrase, Reading, say
from firmware.prompts import Choose, Confirm, EnterDigits, Option, Prompt, Sign, Tell, options
from firmware.view import Boarded, VehicleFace, View


def place(name: str, kana: str, english: str) -> Phrase:
    """A name as a timetable has it."""
    return Phrase("place-name", {"name": Reading(name, kana)}, {"en": {"text": english, "speech": english}})


SILVER = Phrase("place-name", {"name": "シルバーパス"}, {"en": {"text": "Silver pass"}})
LONG_PASS = Phrase("place-name", {"name": "高齢者いきいき乗車証"}, {"en": {"text": "Senior citizens' pass"}})
STATION = place("みなと駅", "みなとえき", "Minato Sta.")
HOSPITAL = place("市民病院前", "しみんびょういんまえ", "City Hospital")
CLINIC = place(
    "やまだ整形外科・内科クリニック、柳津生涯学習センター",
    "やまだせいけいげかないかくりにっく やないづしょうがいがくしゅうせんたー",
    "Fuzoku Sho/Chugakko (Affiliated Elementary School & Junior High School, Faculty of Education, Gifu Univ)",
)
LOOP = place(
    "シャトル便　県民ふれあい会館前", "しゃとるびん けんみんふれあいかいかんまえ", "Shuttle, Kenmin Fureai Kaikan"
)
BUS = VehicleFace("12", STATION, HOSPITAL)
BETWEEN = VehicleFace("特快 60-2", LOOP, CLINIC)
STANDS = replace(BUS, stop=STATION)
LEFT = say("ride-points-left", points=1_240)

# Everything that a rider is told: phrase, sign, what it was granted by, amount, note
TOLD: dict[str, tuple[Phrase, Sign, Phrase | None, Phrase | None, Phrase | None]] = {
    "accepted": (say("ride-accepted"), Sign.GOOD, SILVER, say("ride-fare-points", points=100), LEFT),
    "accepted-long": (say("ride-accepted"), Sign.GOOD, LONG_PASS, say("ride-fare-points", points=12_340), say("ride-points-left", points=98_760)),
    "points": (say("ride-alighted"), Sign.GOOD, SILVER, say("ride-fare-points", points=1_230), LEFT),
    "rides": (say("ride-alighted"), Sign.GOOD, SILVER, say("ride-due", yen=100), say("ride-rides-left", rides=120)),
    "boarded": (say("ride-accepted"), Sign.GOOD, SILVER, None, say("ride-tap-again")),
    "boarded-bare": (say("ride-accepted"), Sign.GOOD, None, None, None),
    "free": (say("ride-free"), Sign.GOOD, SILVER, None, None),
    "twice": (say("ride-already-touched"), Sign.GOOD, None, None, None),
    "renew": (say("ride-renew-soon", until="12月31日"), Sign.GOOD, SILVER, say("ride-fare-points", points=100), LEFT),
    "due": (say("ride-accepted"), Sign.GOOD, SILVER, say("ride-due", yen=1_220), None),
    "again": (say("ride-hold-again"), Sign.WARN, None, None, None),
    "one-card": (say("ride-one-card"), Sign.WARN, None, None, None),
    "short": (say("ride-points-short", due=1_180), Sign.GOOD, SILVER, say("ride-fare-points", points=40), None),
    "short-refused": (say("ride-points-short", due=1_180), Sign.BAD, None, None, None),
    "expired": (say("ride-pass-expired"), Sign.BAD, None, None, say("ride-pay-cash", due=1_220)),
    **{
        key: (say(f"ride-{key}"), Sign.BAD, None, None, None)
        for key in ("pass-expired", "pass-unknown", "pass-stopped", "not-today", "other-area", "boarding-missing", "fare-asked")
    },
    "journal": (say("validator-out-of-order"), Sign.BAD, None, None, None),
}  # fmt: skip

TRIP = say("driver-trip-option", time="14:05", number="60-2", headsign=LOOP)
NAMES = ("void", "attendant", "cash", "ic", "stop", "state")
KEYS = options(*((name, say(f"driver-key-{name}")) for name in NAMES))
HOME = Choose(phrase=say("driver-home"), options=KEYS, patience=None, back=False, stop=False)
DESK = replace(
    BUS, keys=KEYS, on_board=23, list_age_days=0, last=Boarded(Sign.GOOD, SILVER, say("ride-fare", yen=100), "14:32")
)
FAULTS = tuple(
    say(key, **values)
    for key, values in {
        "driver-list-old": {"days": 12},
        "driver-validator-fault": {},
        "driver-position-fault": {},
    }.items()
)
TROUBLE = replace(
    BETWEEN, keys=KEYS, on_board=128, online=False, list_age_days=12, queue=1_234, faults=FAULTS,
    last=Boarded(Sign.BAD, say("driver-pass-stopped"), say("yen-amount", yen=1_220), "23:59"),
)  # fmt: skip
GOOD = ("pass-ok", "pass-again")
LAST = (*GOOD, "pass-expired", "pass-unknown", "pass-stopped", "look-only")
NEWS = ("validator-fault", "exit-validator-fault", "list-missing", "beeper-fault", "position-fault")


def choice(key: str, *choices: tuple[str, Phrase]) -> Choose:
    """Something that the driver chooses."""
    return Choose(phrase=say(key), options=options(*choices))


ASKED: dict[str, Prompt[Any]] = {
    "stops": choice("driver-stop-choose", ("a", STATION), ("b", HOSPITAL), ("c", CLINIC), ("trip", say("driver-key-trip"))),
    "fare": EnterDigits(phrase=say("driver-fare-enter"), least=1, most=5),
    "trips": choice("driver-trip-choose", *((str(n), TRIP) for n in range(9))),
    "fares": choice("driver-fare-choose", *((str(yen), say("ride-fare", yen=yen)) for yen in (180, 1_220))),
    "attendants": choice(
        "driver-attendants-choose", *((str(n), say("driver-attendants", count=n)) for n in range(1, 5)), ("group", say("driver-key-group"))
    ),
    "group": choice("driver-group-choose", *((str(n), say("driver-group", count=n * 5)) for n in range(1, 10))),
    "sound": choice("driver-sound-choose", *((name, say(f"driver-sound-{name}")) for name in ("loud", "usual", "soft"))),
    "state": Choose(
        phrase=say("driver-state"),
        note=say("driver-state-rows", on_board=128, queue=1_234, open=23),
        options=(Option("1", "sound", say("driver-key-sound")), Option("2", "trip", say("driver-key-trip"))),
    ),
    "void": Confirm(phrase=say("driver-void-ride"), verb=say("driver-key-void"), back=True),
    **{
        key: Tell(phrase=say(f"driver-{key}"), sign=Sign.WARN)
        for key in ("void-nothing", "stop-missing", "trip-none")
    },
}  # fmt: skip


def told(name: str) -> Tell:
    """A plate as a rider is told it."""
    phrase, sign, head, amount, note = TOLD[name]
    return Tell(phrase=phrase, sign=sign, head=head, amount=amount, note=note, plate=True, patience=3.0)


def examples() -> Iterator[tuple[str, View]]:
    """Every example of a vehicle as (name, view)."""
    yield "plate-bus-idle", View(vehicle=BUS)
    yield "plate-bus-idle-stands", View(vehicle=STANDS)
    yield "plate-bus-idle-long", View(vehicle=BETWEEN)
    yield "plate-bus-idle-unknown", View(vehicle=VehicleFace())
    yield "plate-bus-closed", View(vehicle=BUS, closed=say("out-of-order"))
    for name in TOLD:
        yield f"plate-bus-{name}", View(turn=1, prompt=told(name), vehicle=BETWEEN if "long" in name else BUS)
    yield "home-driver", View(turn=1, prompt=HOME, vehicle=DESK)
    yield (
        "home-driver-first",
        View(turn=1, prompt=HOME, vehicle=replace(DESK, on_board=0, last=None, list_age_days=None)),
    )
    yield "home-driver-trouble", View(turn=1, prompt=HOME, vehicle=TROUBLE)
    for key in LAST:
        last = Boarded(Sign.GOOD if key in GOOD else Sign.BAD, say(f"driver-{key}"), None, "14:32")
        yield f"home-driver-{key}", View(turn=1, prompt=HOME, vehicle=replace(DESK, last=last))
    due = Boarded(Sign.BAD, say("driver-fare-needed", due=1_220), None, "14:32")
    yield "home-driver-due", View(turn=1, prompt=HOME, vehicle=replace(DESK, last=due))
    for key in NEWS:
        yield f"home-driver-{key}", View(turn=1, prompt=HOME, vehicle=replace(DESK, faults=(say(f"driver-{key}"),)))
    counted = replace(DESK, last=Boarded(Sign.GOOD, say("driver-counted", count=128), None, "14:32"))
    yield "home-driver-counted", View(turn=1, prompt=HOME, vehicle=counted)
    for name, prompt in ASKED.items():
        yield f"driver-{name}", View(turn=1, prompt=prompt, draft=prompt.start(), vehicle=DESK)
