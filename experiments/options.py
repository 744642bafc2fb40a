"""Options of a verb: what is meant for the verb itself, and what goes on to the scenario."""

from __future__ import annotations

from collections.abc import Sequence

from configs.errors import ScenarioError


class Options:
    """Words of a command, taken out one after another; the rest are changes of the scenario.

    names : words without ``=``, in order
    changes : ``name=value`` words that nobody has taken
    """

    def __init__(self, words: Sequence[str]) -> None:
        plain = [word for word in words if "=" not in word]
        self.names = [word for word in plain if not word.startswith("~")]
        self.changes = [word for word in words if word not in self.names]

    def text(self, name: str) -> str | None:
        """The value of ``name=``, taken out; None when it was not given. The last one counts."""
        given = [word for word in self.changes if word.startswith(f"{name}=")]
        self.changes = [word for word in self.changes if word not in given]
        value = given[-1].partition("=")[2] if given else None
        if value == "":
            raise ScenarioError(f"{name}: has no value; write {name}=VALUE or leave it out")
        return value

    def flag(self, name: str) -> bool:
        """``name=true``; false when not given."""
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise ScenarioError(f"{name}: is true or false, got '{value}'")
        return value == "true"

    def count(self, name: str) -> int | None:
        """A whole number of at least 1; None when not given."""
        value = self.text(name)
        if value is None:
            return None
        if not value.isdigit() or int(value) < 1:
            raise ScenarioError(f"{name}: is a whole number of at least 1, got '{value}'")
        return int(value)

    def amount(self, name: str) -> float | None:
        """A number above 0, such as 0.5 or 5e9; None when not given."""
        value = self.text(name)
        if value is None:
            return None
        try:
            found = float(value)
        except ValueError:
            found = 0.0
        if not 0.0 < found < float("inf"):
            raise ScenarioError(f"{name}: is a number above 0, got '{value}'")
        return found

    def names_in(self, name: str) -> list[str]:
        """``name=[a,b]`` or ``name=a,b`` as a list; empty when not given."""
        value = self.text(name)
        return [word for word in (value or "").strip("[]").replace(" ", "").split(",") if word]
