"""Institutions one by one, as Mesa agents, for people who read, teach and debug.

An agent owns a row of the arrays and no data of its own. The model moves all municipalities at once;
``Municipality.decide`` runs the same rule, with the same luck, for a single one. Only this module
imports Mesa.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from agents.columns import FAMILIES
from agents.institutions.agencies import Agencies
from agents.institutions.decision import LIVE, UNDER_WAY

if TYPE_CHECKING:
    from agents.institutions.inputs import Levers
    from agents.institutions.municipalities import Municipalities


class Municipality(mesa.Agent):
    """One municipality: a view of row ``row`` of ``Municipalities``."""

    def __init__(
        self, model: Any, municipalities: Municipalities, row: int, name: str = "", code: str = ""
    ) -> None:
        super().__init__(model)
        self._all = municipalities
        self.row = row
        self.name = name or f"municipality {row}"
        self.code = code

    def __repr__(self) -> str:
        return f"Municipality({self.name}, {len(self.live_bundles)} local bundles live)"

    @property
    def population(self) -> float:
        """Residents, persons."""
        return float(self._all.population[self.row])

    @property
    def it_staff(self) -> float:
        """IT staff, persons."""
        return float(self._all.staff[self.row])

    @property
    def finance(self) -> float:
        """Fiscal index, 0.05-2."""
        return float(self._all.finance[self.row])

    @property
    def prefecture(self) -> int:
        """Code of the prefecture, 1-47."""
        return int(self._all.prefecture[self.row])

    @property
    def pool(self) -> float:
        """IT project-months left this fiscal year."""
        return float(self._all.state.pool[self.row])

    @property
    def live_bundles(self) -> list[int]:
        """Local bundles in service, numbers in the stock."""
        return self._in_state(LIVE)

    @property
    def projects(self) -> list[int]:
        """Local bundles under way, numbers in the stock."""
        return self._in_state(UNDER_WAY)

    @property
    def complexity(self) -> dict[str, float]:
        """Difficulty that own systems add, by family."""
        return dict(zip(FAMILIES, self._all.state.complexity[self.row].tolist(), strict=True))

    @property
    def expected_uptake(self) -> dict[str, float]:
        """Share of cases it expects to come online, by family."""
        return dict(zip(FAMILIES, self._all.state.expected[self.row].tolist(), strict=True))

    def probability(self, lever: Levers) -> dict[str, float]:
        """Chance of starting a waiting bundle, by family, once the instruction has arrived."""
        return dict(zip(FAMILIES, self._all.probability(lever)[self.row].tolist(), strict=True))

    def decide(self, t: int, lever: Levers) -> int:
        """Decide alone on all waiting bundles; returns how many were started."""
        return self._all.decide(t, lever, np.array([self.row], dtype=np.int64))

    def _in_state(self, wanted: int) -> list[int]:
        found = np.flatnonzero(self._all.state.bundle[self.row] == wanted)
        return sorted(self._all.local.bundle[found].tolist())


class Agency(mesa.Agent):
    """A national body or a prefecture: a view of row ``row`` of ``Agencies``."""

    def __init__(self, model: Any, agencies: Agencies, municipalities: Municipalities, row: int) -> None:
        super().__init__(model)
        self._all = agencies
        self._municipalities = municipalities
        self.row = row
        self.name = agencies.names[row]

    def __repr__(self) -> str:
        return f"Agency({self.name})"

    @property
    def prefecture(self) -> int:
        """Code of the prefecture, 0 for a national body."""
        return int(self._all.prefecture[self.row])

    @property
    def families(self) -> list[str]:
        """Families of national procedures it answers for."""
        return [FAMILIES[f] for f in np.flatnonzero(self._all.families[self.row])]

    @property
    def live_share(self) -> float:
        """Share of local bundles live, mean over its municipalities (all for a national body)."""
        live = self._municipalities.live
        if self.prefecture:
            live = live[self._municipalities.prefecture == self.prefecture]
        return float(live.mean()) if live.size else 0.0

    def exists(self, t: int) -> bool:
        """Whether the body has been founded by month ``t``."""
        return bool(t >= self._all.since[self.row])

    def decide(self, t: int, lever: Levers) -> int:
        """Nothing yet: what national bodies do comes from policies."""
        return 0


def populate(
    model: Any, municipalities: Municipalities, agencies: Agencies, names: list[str] | None = None,
    codes: list[str] | None = None,
) -> None:
    """Make one agent per institution in ``model``: municipalities in row order, then agencies."""
    for row in range(len(municipalities)):
        Municipality(
            model, municipalities, row, names[row] if names else "", codes[row] if codes else ""
        )
    for row in range(len(agencies)):
        Agency(model, agencies, municipalities, row)
