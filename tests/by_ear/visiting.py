"""What a resident does by ear in every visit, step by step."""


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
