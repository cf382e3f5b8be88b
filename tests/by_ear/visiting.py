"""What a resident does by ear in every visit, step by step."""

from contextlib import contextmanager

from acting import Running
from listening import Listener

from firmware.visits import visit


@contextmanager
def somebody(kiosk):
    """Who holds the handset of the kiosk, and knows nothing but what it says."""
    person = Listener(kiosk.talk)
    yield person
    kiosk.talk.stop()
    person.stops()


def begins(kiosk, person, name="kiosk-01"):
    """Lift the handset; the terminal of this name serves."""

    def serve():
        began = None
        while began is None:
            began = kiosk.talk.await_visitor(1.0)
        visit(kiosk.role, kiosk.talk, name, began)

    running = Running(serve)
    person.lifts()
    return running


def identifies(kiosk, person, card="hanako"):
    person.hears("card-place")
    kiosk.lays(card)
    person.answers("pin-enter", *"1234", "ok")
    person.hears("card-remove")
    kiosk.lifts()


def orders(person):
    person.answers("certificate-choose", "1")
    person.answers("person-choose", "1")
    person.answers("items-several", "ok")
    person.answers("copies-enter", "ok")
    person.answers("order-check", "ok")


def pays(kiosk, person, *money):
    person.hears("pay-insert-cash")
    for yen in money:
        kiosk.cash_box.insert(yen)


def takes(kiosk, person):
    person.answers("receipt-choose", "1")
    person.answers("hand-over", "ok")
    person.hears("visit-end")


def ends(person, running):
    """Hang up, and stay away longer than the pause."""
    person.hangs_up()
    person.waits(4)
    running.result()
