"""Results: a finished run as Python sees it, with tables as pandas frames.

``results.use``, ``results.card`` and the other tables have the columns of docs/results.md;
``results.value("own_use", "2021-03")`` asks for a measure by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from configs.errors import unknown
from configs.months import month_index, month_text
from simulation.fingerprint import run_key
from simulation.folder import write_run_folder
from simulation.measures import MEASURES
from simulation.record import RunRecord
from simulation.schema import TABLES
from simulation.tables import arrow_table, table_names

if TYPE_CHECKING:
    import pandas as pd

HEADLINES = ("own_use", "assisted_use", "proxy_use", "possession", "gap_age", "trust")
"""Measures of the one-screen summary."""


class Results:
    """One finished run.

    record : RunRecord   everything it counted
    """

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    def __repr__(self) -> str:
        record = self.record
        span = f"{month_text(record.first)} to {month_text(record.last)}"
        return (
            f"Results({record.scenario.name}, {record.population.name}, seed {record.scenario.seed}, {span})"
        )

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.table(name)
        raise AttributeError(f"results have no '{name}'; tables: {', '.join(TABLES)}")

    @property
    def scenario(self) -> Any:
        """The scenario that was run."""
        return self.record.scenario

    @property
    def run_key(self) -> str:
        """Sixteen hex digits of request, code, data and seed; equal keys mean equal tables."""
        return run_key(self.record.scenario.resolved())

    @property
    def weight(self) -> float:
        """Persons in Japan per simulated citizen."""
        return self.record.weight

    def table(self, name: str) -> pd.DataFrame:
        """One table as a pandas frame; columns as in docs/results.md, ``month`` as datetime64."""
        if name not in TABLES:
            raise unknown("table", name, TABLES, what="table")
        if name not in table_names(self.record):
            raise ValueError(f"table '{name}' is not kept in a summary; run with record=full")
        frame: pd.DataFrame = arrow_table(self.record, name).to_pandas(date_as_object=False)
        return frame

    def value(self, measure: str, month: str | None = None) -> float:
        """A measure for Japan in ``month`` (``YYYY-MM``; the last recorded one when absent)."""
        if measure not in MEASURES:
            raise unknown("measure", measure, MEASURES, what="measure")
        at = self.record.stock_months[-1] if month is None else month_index(month)
        return self.record.value(measure, at)

    def series(self, measure: str) -> pd.Series:
        """A measure for Japan over the recorded months, indexed by date."""
        import pandas as pd

        if measure not in MEASURES:
            raise unknown("measure", measure, MEASURES, what="measure")
        months, values = self.record.series(measure)
        index = pd.DatetimeIndex([month_text(int(month)) for month in months], name="month")
        return pd.Series(values, index, name=measure)

    def summary(self) -> dict[str, Any]:
        """Month and main measures of the last recorded month, shares from 0 to 1."""
        last = self.record.stock_months[-1]
        shown = {name: round(self.record.value(name, last), 6) for name in HEADLINES}
        return {"month": month_text(last), **shown}

    def write(self, out: str | Path) -> Path:
        """Write the run folder and return its path."""
        return write_run_folder(self.record, out)
