"""An answer read once: its scenarios, which of them the question is about, and their colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.report import parts, theme, words
from experiments.report.parts import Arm

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """What every part of the page needs to know about the answer.

    arms : in the order of the file, the reference first
    subject, minus : names of the two arms that the headline compares; None where there is no such arm
    measure : what the headline speaks of; own online use where it does not say
    when : month in which it was measured, YYYY-MM
    """

    answer: Answer
    arms: list[Arm]
    colour: dict[str, str]
    subject: str | None
    minus: str | None
    measure: str
    when: str | None

    @classmethod
    def of(cls, answer: Answer) -> Reading:
        """Read what the whole page depends on; nothing in it may be relied upon to exist."""
        arms = parts.arms(answer)
        names = [arm.name for arm in arms]
        headline = parts.record(answer, "headline")
        subject = headline.get("arm") if headline.get("arm") in names else None
        minus = headline.get("minus") if headline.get("minus") in names else next(iter(names), None)
        measure = parts.text(headline.get("measure")) or "own_use"
        colour = theme.colours(arms, subject)
        return cls(answer, arms, colour, subject, minus, measure, parts.month(answer.get("measured_month")))

    @property
    def headline(self) -> Mapping[str, Any]:
        """The main difference as it stands in the file; empty when there is none."""
        return parts.record(self.answer, "headline")

    @property
    def single(self) -> bool:
        """One scenario, and nothing to compare it with."""
        return len(self.arms) < 2 and not self.headline

    @property
    def others(self) -> bool:
        """There is more than one scenario."""
        return len(self.arms) > 1

    def title(self, name: Any) -> str:
        """Title of an arm; a name without an arm is made readable."""
        return next((arm.title for arm in self.arms if arm.name == name), words.spaced(str(name)))

    def quoted(self, name: Any, longest: int = 60) -> str:
        """The title in quotation marks, cut to ``longest`` characters."""
        return f"\u201c{words.shorten(self.title(name), longest)}\u201d"

    def shade(self, name: str) -> str:
        """Colour of an arm."""
        return self.colour.get(name, theme.REFERENCE)

    def among(self, names: set[str]) -> list[Arm]:
        """The arms that have rows, in the order of the file."""
        return [arm for arm in self.arms if arm.name in names]

    def kind(self) -> str:
        """The measure of the headline with a capital at the front."""
        return words.capital(words.measure(self.measure))
