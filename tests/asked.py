"""What a terminal asks, one of each kind, for tests of the ear."""

from firmware.phrases import say
from firmware.prompts import (
    Adjust,
    Adjusted,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Pay,
    PresentCard,
    RemoveCard,
    Row,
    Sign,
    Tell,
    Thing,
    options,
)

PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)
WRONG = EnterDigits(phrase=say("pin-wrong", left=2), least=4, most=4, secret=True, attempts=2, sign=Sign.WARN)
COPIES = EnterDigits(phrase=say("copies-enter"), least=1, most=2, default="1", highest=10)
WHOM = Choose(
    phrase=say("person-choose"),
    options=options(("self", say("person-self")), ("household", say("person-household"))),
)
ITEMS = ChooseSeveral(
    phrase=say("items-several"), options=options(("relation", say("item-relation")), ("domicile", say("item-domicile")))
)
CHECK = Confirm(
    phrase=say("order-check"), verb=say("button-apply"), yen=300, rows=(Row(say("row-whom"), say("person-self")),)
)
PAY = Pay(phrase=say("pay-insert-cash"), yen=300)
CARD = PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card"))
TEXT = EnterText(phrase=say("text-enter"), least=1, most=5)
VOICE = Adjust(phrase=say("voice-help"), start_from=Adjusted(5, 2))
OFF = RemoveCard(phrase=say("card-remove"))
SHEETS = HandOver(
    phrase=say("hand-over"),
    things=(Thing("certificate", say("thing-certificate"), say("sheets-count", sheets=2)),),
)
TOLD = Tell(phrase=say("practice-pay"), amount=say("yen-amount", yen=300))
STOPPABLE = [WHOM, ITEMS, CHECK, PIN, COPIES, TEXT, PAY, CARD, TOLD, VOICE]
