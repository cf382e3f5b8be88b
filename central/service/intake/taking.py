"""One transaction: the batches that came together are put in their chains, and each gets its answer.

It tries to write records without looking for their ids first, for nearly all are new; when one is not, the whole is done
again with care.
"""

from __future__ import annotations

from collections.abc import Sequence

from central.service.intake.chain_rows import Chains
from central.service.intake.chains import Chain, Place, place
from central.service.intake.reading import Delivery
from central.service.intake.record_rows import Records, Sorted
from central.service.refusing import Refuse
from central.service.stores import Connection
from central.wire import Reason, Stand, Verdict

Answer = Stand | Refuse
TWO_MACHINES = "new records in epoch {} after another had taken over: two machines use this terminal's key"
NOT_REGISTERED = "the batch is not sealed by a registered terminal"


def take(connection: Connection, batches: Sequence[Delivery], now: str, *, careful: bool) -> list[Answer]:
    """Store what is new of each batch, in this order. Raises Conflict unless `careful`."""
    chains = Chains(connection, batches, now)
    records = Records(connection, now)
    answers = [_take_one(chains, records, batch, careful=careful) for batch in batches]
    records.write()
    chains.save()
    return answers


def _take_one(chains: Chains, records: Records, batch: Delivery, *, careful: bool) -> Answer:
    # Asked here too: another process may have revoked the terminal, or given it a new key, since the seal was checked.
    if chains.keys.get(batch.terminal) != batch.key:
        return Refuse(Reason.TERMINAL_UNKNOWN, NOT_REGISTERED)
    chain = chains.of(batch)
    where = place(chain, batch)
    if where is Place.BEGINS:
        chain = chains.begin(batch)
    if where is Place.APART or chain is None:
        return _stand(chain, [], {}, held=_is_held(chains, chain, batch.terminal))
    old = min(max(chain.through - batch.first + 1, 0), len(batch.bodies))
    known = records.known(chain.id, batch, old)
    if known is None:
        return _stand(chain, [], {}, held=chain.held)
    # Rows that can be seen need not be durable: a process may have died before its wait for the disk or the standby ended.
    # Whoever is told that they are known is told so after a wait of his own.
    chains.hear(chain)
    # In any other chain than the current one records are expected to be there already.
    found = records.sort(batch, old, careful=careful or not chain.current)
    _grow(chains, records, chain, batch, found)
    fresh = _verdicts(chain, found)
    return _stand(chain, known.verdicts + fresh, known.refused | found.refused, held=chain.held)


def _grow(chains: Chains, records: Records, chain: Chain, batch: Delivery, found: Sorted) -> None:
    if not found.verdicts:
        return
    if found.rows and not chain.current:
        _come_forward(chains, chain)
    records.keep(chain.id, found)
    chains.grow(chain, batch, len(found.rows))


def _come_forward(chains: Chains, chain: Chain) -> None:
    """Make it the terminal's current chain, unless another one had taken over from it: then two machines take turns."""
    if not (chain.stored and chains.current(chain.terminal)):
        chains.take_over(chain)
    elif not chain.held:
        chains.hold(chain.terminal, TWO_MACHINES.format(chain.epoch))


def _verdicts(chain: Chain, found: Sorted) -> list[Verdict]:
    if not chain.held:
        return found.verdicts
    return [Verdict.HELD if verdict is Verdict.STORED else verdict for verdict in found.verdicts]


def _is_held(chains: Chains, chain: Chain | None, terminal: str) -> bool:
    known = chain or chains.current(terminal)
    return bool(known and known.held)


def _stand(chain: Chain | None, verdicts: list[Verdict], refused: dict[int, str], *, held: bool) -> Stand:
    sentences = {str(seq): why for seq, why in refused.items()}
    through, head = (chain.through, chain.head) if chain else (0, b"")
    return Stand(through=through, head=head, verdicts=verdicts, refused=sentences, quarantined=held)
