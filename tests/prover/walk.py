"""The walk over a conversation's whole graph: in every state everything that it allows is tried once.

Always the nearest act that has not been tried yet, by the shortest way that is known: since idle is reached from
everywhere, nothing is ever begun anew, and with nothing left to chance the walk is the same each time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from prover.acts import Act
from prover.bench import State

TIRES = 40
"""So often a way may turn out to lead elsewhere before its end counts as out of reach."""


@dataclass(repr=False)
class Graph:
    """What was found: from each state, each act that it allows and where it led last; None before it was tried."""

    edges: dict[State, dict[str, State | None]] = field(default_factory=dict)
    given_up: set[State] = field(default_factory=set)
    steps: int = 0

    @property
    def tried(self) -> int:
        """How many edges were walked at least once."""
        return sum(end is not None for acts in self.edges.values() for end in acts.values())

    @property
    def left(self) -> list[str]:
        """What could not be tried, because no way leads there any more."""
        return [f"{state}: {act}" for state, acts in self.edges.items() for act, end in acts.items() if end is None]

    def untried(self, state: State) -> str | None:
        """The first act that was never tried there."""
        return next((act for act, end in self.edges[state].items() if end is None), None)

    def toward_untried(self, here: State) -> tuple[str, State] | None:
        """The first act of the shortest known way to a state with something left to try, and that state."""
        return self._way(here, _is_sure) or self._way(here, lambda *_edge: True)

    def _way(self, here: State, counts: Callable[[State, str, State], bool]) -> tuple[str, State] | None:
        first: dict[State, str] = {here: ""}
        queue = deque([here])
        while queue:
            state = queue.popleft()
            if state is not here and state not in self.given_up and self.untried(state):
                return first[state], state
            for act, end in self.edges.get(state, {}).items():
                if end is not None and end not in first and (state is here or counts(state, act, end)):
                    first[end] = first[state] or act
                    queue.append(end)
        return None


def _is_sure(state: State, act: str, end: State) -> bool:
    """Whether an act will lead there again: an aside leads back to wherever one comes from, a step back to what was answered."""
    if act == "key back":
        return False
    return not state.is_aside or end.is_aside or act in ("wait", "key stop")


class Walker:
    """Walks until nothing is left; `look` gives the state and its acts, `seen` is told of each step."""

    def __init__(
        self, look: Callable[[], tuple[State, dict[str, Act]]], seen: Callable[[State, str, State], None]
    ) -> None:
        self._look, self._seen = look, seen
        self.graph = Graph()

    def run(self, most: int) -> Graph:
        """Walk, at most so many steps."""
        graph, tired, goal = self.graph, dict[State, int](), None
        here, acts = self._arrive()
        while graph.steps < most:
            act = graph.untried(here)
            if act is None:
                way = graph.toward_untried(here)
                if way is None:
                    return graph
                act, goal = way
            if act not in acts:
                # offered here once, with something that does not stand there now
                del graph.edges[here][act]
                continue
            expected = graph.edges[here][act]
            here, acts = self._do(here, act, acts)
            if goal and expected not in (None, here):
                tired[goal] = tired.get(goal, 0) + 1
                if tired[goal] > TIRES:
                    graph.given_up.add(goal)
        raise AssertionError(f"the walk came to no end in {most} steps")

    def follow(self, path: Iterable[str]) -> None:
        """Do only these, one after the other."""
        here, acts = self._arrive()
        for act in path:
            here, acts = self._do(here, act, acts)

    def _do(self, here: State, act: str, acts: dict[str, Act]) -> tuple[State, dict[str, Act]]:
        acts[act]()
        self.graph.steps += 1
        after, possible = self._arrive()
        self.graph.edges[here][act] = after
        self._seen(here, act, after)
        return after, possible

    def _arrive(self) -> tuple[State, dict[str, Act]]:
        state, acts = self._look()
        known = self.graph.edges.setdefault(state, {})
        for act in acts:
            known.setdefault(act, None)
        return state, acts
