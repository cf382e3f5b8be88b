"""What central holds a request against, each check by its name, so that none can be left out unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

from central.service.refusing import Refuse
from central.wire import Reason

Claim = TypeVar("Claim")


class Check(NamedTuple, Generic[Claim]):
    """One check: what must hold of a claim, and what is answered when it does not."""

    reason: Reason
    sentence: str
    holds: Callable[[Claim], bool]


def hold(checks: Mapping[str, Check[Claim]], claim: Claim) -> None:
    """Hold a claim against every check. Raises Refuse with the first that fails."""
    for check in checks.values():
        if not check.holds(claim):
            raise Refuse(check.reason, check.sentence)
