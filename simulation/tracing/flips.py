"""Flips: the smallest change that would have turned a case, found and checked by living the month again.

A change is tried at the ends of its range; where an end turns the case, the range is halved until the
smallest step that still turns it is found. That every smaller step fails is known only where more of the
change never works against it. What is told is always a month that the engine has lived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from agents.columns import BARRIERS
from simulation.tracing.anatomy import alone, at_choice
from simulation.tracing.changes import Change, Otherwise, changes_for
from simulation.tracing.facing import Faced
from simulation.tracing.halt import Halt
from simulation.tracing.lived import Lived

FORCING = ("sunset.paper_closed",)
"""Levers that take the other way away instead of making this one better; they are told last."""
MOST = 4
"""Changes that a chain may hold."""
IN_ORDER = ("proxy", *(name for name in BARRIERS if name not in ("none", "proxy")), "none")
"""What stands in the way of filing alone, in the order in which it binds."""


@dataclass(frozen=True)
class Step:
    """One change at one level. size : of the move, as a share of its whole range."""

    change: Change
    level: float

    @property
    def size(self) -> float:
        """The move as a share of the whole range."""
        return self.change.size(self.level)

    @property
    def order(self) -> tuple[bool, float, str]:
        """Small moves come first, those that force come last."""
        return self.change.name in FORCING, self.size, self.change.name


@dataclass(frozen=True)
class Flip:
    """Changes that together turn a case, and the month that the engine then lives.

    before, after : ways in which the case ends, see ``lived.WAYS``
    """

    steps: tuple[Step, ...]
    before: str
    after: str
    lived: Lived
    otherwise: Otherwise

    @property
    def size(self) -> float:
        """Sum of the moves, each as a share of its range."""
        return sum(step.size for step in self.steps)


def flips(halt: Halt, lived: Lived, faced: Faced) -> list[Flip]:
    """All single changes that turn the case, the smallest first; a chain where no single one does.

    A case that was not filed alone is to be filed alone; one that was, is not to be. Empty when neither a
    change nor a chain of ``MOST`` turns it.
    """
    case = lived.case
    if case is None:
        return []
    changes = changes_for(halt, lived.start, faced, case.family)
    search = _Search(halt, lived, faced, case.family, case.way, changes)
    as_it_stands = Otherwise(lived.start)
    return search.singles(as_it_stands) or search.chain(as_it_stands)


@dataclass(frozen=True)
class _Search:
    """One citizen's case and everything that could have been otherwise for it."""

    halt: Halt
    lived: Lived
    faced: Faced
    family: int
    before: str
    changes: Sequence[Change]

    def live(self, o: Otherwise) -> Lived:
        return o.live(self.halt, self.lived.slot, self.faced.row, self.family)

    def turns(self, o: Otherwise) -> bool:
        """Whether the same need is dealt with, and alone where it was not, or not alone where it was."""
        case = self.live(o).case
        same = case is not None and case.family == self.family
        return same and (case.way == "own") != (self.before == "own")  # type: ignore[union-attr]

    def gets_to(self, o: Otherwise) -> int:
        """Position in ``IN_ORDER`` of what stands in the way of filing alone; -1 without the case."""
        then = self.live(o)
        if then.case is None or then.case.family != self.family:
            return -1
        month = o.month(self.halt, self.faced.row, self.family)
        return IN_ORDER.index(alone(self.halt, then, self.family, at_choice(then), month))

    def gets_beyond(self, here: int, o: Otherwise) -> bool:
        """Whether something later than at position ``here`` stands in the way."""
        return self.gets_to(o) > here

    def rest(self, done: Sequence[Step]) -> list[Change]:
        """The changes that no step has made yet."""
        return [change for change in self.changes if all(change.name != step.change.name for step in done)]

    def singles(self, o: Otherwise, done: tuple[Step, ...] = ()) -> list[Flip]:
        """Every one more change that turns the case, the smallest first."""
        found = []
        for step in _least_steps(self.rest(done), o, self.turns):
            after = step.change.put(o, step.level)
            then = self.live(after)
            found.append(Flip((*done, step), self.before, then.outcome, then, after))
        return sorted(found, key=lambda flip: flip.steps[-1].order)

    def chain(self, o: Otherwise) -> list[Flip]:
        """One gate after the other: what opens the one that binds with the least move, then the next."""
        done: tuple[Step, ...] = ()
        while len(done) < MOST - 1:
            here = self.gets_to(o)
            opening = _least_steps(self.rest(done), o, partial(self.gets_beyond, here))
            if not opening:
                return []
            best = min(opening, key=lambda step: step.order)
            o, done = best.change.put(o, best.level), (*done, best)
            found = self.singles(o, done)
            if found:
                return found
        return []


def _least_steps(changes: Sequence[Change], o: Otherwise, works: Callable[[Otherwise], bool]) -> list[Step]:
    """The smallest step of every change and direction that works, by halving between here and the end."""
    found = []
    for change in changes:
        for sign in (1, -1):
            low, high = 0, change.steps(sign)
            if high == 0 or not works(change.put(o, change.level(sign, high))):
                continue
            while high - low > 1:
                middle = (low + high) // 2
                done = works(change.put(o, change.level(sign, middle)))
                low, high = (low, middle) if done else (middle, high)
            found.append(Step(change, change.level(sign, high)))
    return found
