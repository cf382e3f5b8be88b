"""What a card costs: APDUs and bytes on both transports, the host's own software, detection, and the time on the air."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import card_air, card_chips, card_detection, card_host, card_jobs, card_peers
from benchmarks.card_stages import behind_pcscd, in_process
from benchmarks.table import Figure


def figures() -> Iterator[Figure]:
    """Every row of what the card layer promises, then the peers."""
    counted = {}
    for figure in card_jobs.figures(in_process(), "card"):
        counted[figure.name] = int(figure.value)
        yield figure
    with behind_pcscd() as stage:
        yield from card_jobs.figures(stage, "card.pcsc")
    yield from card_jobs.figures(card_chips.over_nfcpy(), "card.nfc")
    yield from card_chips.transfers()
    yield from card_host.figures()
    yield from card_detection.figures()
    yield from card_air.figures()
    yield from card_peers.figures(counted["card.certificate.apdus"], counted["card.signature.apdus"])
