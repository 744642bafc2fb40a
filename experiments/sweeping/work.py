"""Work: one run, from a job to the row that the store keeps. A failure is a row as well.

A process that has worked keeps its kernels loaded and the last few populations, scenarios and lever panels at
hand; populations are files that the system maps into memory once for all processes of a machine.
"""

from __future__ import annotations

import hashlib
import platform
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configs.errors import ScenarioError
from configs.months import month_text
from experiments.sweeping.checked import read_config
from experiments.sweeping.jobs import Job, basics
from simulation.fingerprint import root
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.record import RunRecord

MACHINE = (OSError, MemoryError)
"""What the machine does to a run: it says nothing about the run, which is tried again when asked again."""
MODEL = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What can go wrong in a run itself. Anything else ends the process, which is a row too."""
KEPT = {"scenario": 16, "panel": 64, "levers": 4, "people": 64}
"""How many of each a process keeps at hand; panels of levers are the largest, about 7 MB."""


@dataclass
class Work:
    """How runs are made; a copy goes to every process that works.

    configs : folder of resolved configurations; folders : for whole run folders
    series : keep the measures of each fiscal year too; threads : inside one run
    """

    configs: Path
    folders: Path
    series: bool
    threads: int = 1
    _kept: dict[str, OrderedDict[str, Any]] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_kept": {}}

    def row(self, job: Job, config: bytes | None = None) -> dict[str, Any]:
        """The row of the job's run.

        config : the resolved configuration as it lies in the store; read from there when None
        """
        try:
            record = self.record(job, config)
            return {**basics(job), **self._outcome(job, record), **provenance(record)}
        except MACHINE as error:
            return failed_row(job, _said(error), transient=True)
        except MODEL as error:
            return failed_row(job, _said(error), transient=False)

    def prepare(self, job: Job) -> None:
        """Loads kernels and the population, so that copies of this process have them; faults show later."""
        try:
            self._model(job, None).citizenry.close()
        except (*MACHINE, *MODEL):
            return

    def record(self, job: Job, config: bytes | None = None) -> RunRecord:
        """Runs the job. Raises whatever goes wrong."""
        from simulation.run import HASHED, digest_of, peak_memory

        model = self._model(job, config)
        began = time.perf_counter()
        while model.t <= model.last:
            model.step()
        seconds = time.perf_counter() - began
        digest = digest_of(model.citizens) if len(model.citizens) <= HASHED else ""
        record: RunRecord = model.recorder.finish(seconds, peak_memory(), model.timeline, digest)
        model.citizenry.close()
        return record

    def _scenario(self, job: Job, config: bytes | None) -> Scenario:
        file = self.configs / f"{job.facts.config}.json.gz"
        found: Scenario = self._at_hand(
            "scenario",
            job.facts.config,
            lambda: read_config(file.read_bytes() if config is None else config, str(file)),
        )
        people = found.population.model_copy(update={"seed": job.population_seed})
        luck = {"seed": job.seed, "replicate": job.replicate, "name": job.facts.scenario}
        return found.model_copy(update={**luck, "population": people, "threads": self.threads})

    def _model(self, job: Job, config: bytes | None) -> Any:
        from simulation.model import DenshiModel, load_population, timeline_of

        scenario = self._scenario(job, config)
        crowd = repr((scenario.population, scenario.demography()))
        people = self._at_hand("people", crowd, lambda: load_population(scenario))
        panel = self._at_hand("panel", job.facts.config, lambda: _panel(scenario))
        timeline = self._at_hand("levers", panel, lambda: timeline_of(scenario, people))
        # A watched month has stocks: measures of the last month exist wherever a quarter ends.
        last = [scenario.calendar.end]
        model = DenshiModel(scenario, people, watch=last, timeline=timeline, agents=False)
        model.load_kernels()
        return model

    def _at_hand(self, kind: str, name: str, make: Callable[[], Any]) -> Any:
        shelf = self._kept.setdefault(kind, OrderedDict())
        if name not in shelf:
            shelf[name] = make()
            if len(shelf) > KEPT[kind]:
                shelf.popitem(last=False)
        shelf.move_to_end(name)
        return shelf[name]

    def _outcome(self, job: Job, record: RunRecord) -> dict[str, Any]:
        from simulation.measures import MEASURES

        if job.facts.record == "full":
            self._write_folder(job, record)
        last = record.stock_months[-1]
        found: dict[str, Any] = {
            "status": "done",
            "weight": record.weight,
            "month": month_text(last),
            "digest": record.digest,
            "measures": _measures(record, last),
        }
        if self.series:
            months = [month for month in record.flow_months if month in record.stock_months]
            yearly = [_measures(record, month) for month in months]
            values = {name: [year[name] for year in yearly] for name in MEASURES}
            found["series"] = {"months": months, "values": values}
        return found

    def _write_folder(self, job: Job, record: RunRecord) -> None:
        from simulation.folder import write_run_folder
        from simulation.manifest import is_finished

        folder = self.folders / job.key
        if not is_finished(folder):
            try:
                write_run_folder(record, folder)
            except ScenarioError as error:
                raise OSError(error.lines[0]) from None


def _panel(scenario: Scenario) -> str:
    """Digest of everything that the levers of a scenario follow from."""
    parts = (scenario.policies, scenario.shocks, scenario.services, scenario.calendar)
    return hashlib.sha256(repr((*parts, scenario.population.file)).encode()).hexdigest()


def _measures(record: RunRecord, month: int) -> dict[str, float | None]:
    """Every declared measure at a month; None where the group is empty."""
    from simulation.measures import MEASURES

    counts = record.counts(month)
    values = {name: float(measure(counts)) for name, measure in MEASURES.items()}
    return {name: None if value != value else value for name, value in values.items()}


def failed_row(job: Job, message: str, transient: bool) -> dict[str, Any]:
    """The row of a run that failed."""
    ended = {"status": "failed", "message": message, "transient": int(transient)}
    return {**basics(job), **ended, **provenance(None)}


def provenance(record: RunRecord | None) -> dict[str, Any]:
    """When and where: columns in which two equal runs may differ."""
    try:
        denshi = version("denshi")
    except PackageNotFoundError:
        denshi = "not installed"
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "seconds": None if record is None else round(record.seconds, 4),
        "peak_memory_bytes": None if record is None else record.peak_memory_bytes,
        "host": platform.node(),
        "python": platform.python_version(),
        "version": denshi,
    }


def _said(error: BaseException) -> str:
    """What went wrong, and where in Denshi."""
    if isinstance(error, ScenarioError):
        return "; ".join(error.lines)
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(root())
    ]
    where = ""
    if frames:
        where = f" ({Path(frames[-1].filename).relative_to(root())}, line {frames[-1].lineno})"
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}{where}" if text else f"{type(error).__name__}{where}"
