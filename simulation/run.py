"""Running scenarios: one, or many arms that share a past.

Arms of a question are the same society until the first month in which their levers differ. That past
is run once; each arm continues from a copy held in memory, and the result equals a separate run bit
for bit, because every draw has an address and nothing else is remembered.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.columns import Citizens
from agents.population import Population
from policies.timeline import Timeline
from simulation.memory import peak_memory as peak_memory
from simulation.parallel import Months, Progress, side_by_side
from simulation.recorder import RunRecord
from simulation.scenario import Scenario
from simulation.scenario import load as load_scenario

if TYPE_CHECKING:
    from simulation.checkpoint import Checkpoints
    from simulation.model import DenshiModel
    from simulation.results import Results

HASHED = 5_000_000
"""Slots up to which the final columns are hashed; above, the digest is left empty."""


@dataclass(frozen=True)
class Branch:
    """A stretch that a group of arms has in common.

    arms : names, the first is the one that is run; start, stop : months [start, stop); then : what follows
    """

    arms: tuple[str, ...]
    start: int
    stop: int
    then: tuple[Branch, ...]

    def months(self) -> int:
        """Months to simulate in this stretch and all that follow."""
        return self.stop - self.start + sum(branch.months() for branch in self.then)


def plan(timelines: Mapping[str, Timeline], arms: tuple[str, ...], start: int, end: int) -> Branch:
    """Where the arms part: the tree of stretches from month ``start`` to ``end``, last month included."""
    lead = timelines[arms[0]]
    stop = end + 1
    for name in arms[1:]:
        stop = min(stop, _first_difference(lead, timelines[name], start, end))
    if stop > end:
        return Branch(arms, start, end + 1, ())
    groups: dict[bytes, list[str]] = {}
    for name in arms:
        groups.setdefault(timelines[name].at(stop).tobytes(), []).append(name)
    return Branch(
        arms,
        start,
        stop,
        tuple(plan(timelines, tuple(group), stop, end) for group in groups.values()),
    )


def _first_difference(one: Timeline, other: Timeline, start: int, end: int) -> int:
    a, b = one.panel[start - one.first :], other.panel[start - other.first :]
    differs = np.flatnonzero((a != b).reshape(len(a), -1).any(axis=1))
    return start + int(differs[0]) if differs.size else end + 1


def _before(scenario: Scenario, population: Population) -> Timeline | None:
    """Levers of the years before a run that starts late, which its institutions have lived through."""
    from simulation.model import timeline_of

    start = scenario.calendar.start
    if start <= 0:
        return None
    years = scenario.calendar.model_copy(update={"start": 0, "end": start - 1})
    return timeline_of(scenario.model_copy(update={"calendar": years}), population)


def _past(scenario: Scenario, timeline: Timeline, before: Timeline | None) -> str:
    """What must be equal for two arms to share a past: everything but names and the levers to come."""
    tree = scenario.resolved()
    rest = {key: value for key, value in tree.items() if key not in ("policies", "shocks", "name", "out")}
    parts = repr(sorted(rest.items(), key=lambda item: item[0])).encode()
    digest = hashlib.blake2b(parts)
    for array in (timeline.zone_of_municipality, timeline.kind_of_group):
        digest.update(array.tobytes())
    digest.update(repr(timeline.panel.shape).encode())
    if before is not None:
        digest.update(before.panel.tobytes())
    return digest.hexdigest()


def _forest(
    names: tuple[str, ...],
    pasts: Mapping[str, str],
    timelines: Mapping[str, Timeline],
    arms: Mapping[str, Scenario],
) -> list[Branch]:
    """The trees of the arms ``names``: one for each past that some of them share."""
    roots: dict[str, list[str]] = {}
    for name in names:
        roots.setdefault(pasts[name], []).append(name)
    calendars = [arms[group[0]].calendar for group in roots.values()]
    return [
        plan(timelines, tuple(group), calendar.start, calendar.end)
        for group, calendar in zip(roots.values(), calendars, strict=True)
    ]


def run_tree(
    arms: Mapping[str, Scenario],
    replicates: int | Iterable[int] = 1,
    threads: int | None = None,
    watch_months: Iterable[int] = (),
    progress: Progress | None = None,
    population: Population | None = None,
    record: str = "summary",
    fresh_populations: bool = False,
    checkpoints: Checkpoints | None = None,
    timelines: Mapping[str, Timeline] | None = None,
    only: Mapping[int, Collection[str]] | None = None,
    cells: bool = False,
    shards: int = 1,
    executor: str = "local",
) -> dict[tuple[str, int], RunRecord]:
    """Runs all arms in all replicates; arms share the months in which their levers agree.

    arms : name -> scenario; replicates : a number n (replicates 0 .. n - 1) or their numbers
    threads : how many replicates run side by side (a single replicate uses them inside the month)
    fresh_populations : replicate r lives on the population of seed ``population.seed + r``, so that an
        interval over replicates also holds what the census tables leave to chance (decision 5)
    checkpoints : where a single run keeps its state and takes it up again; not for several
    timelines : of arms whose levers are not those of their policies; only : arms of each replicate
    cells : whether who each citizen is (``simulation.cells``) is kept beside the bits of watched months
    shards, executor : in how many workers the citizens of a single run live, and where; not for several
    Returns the record of each (arm, replicate).
    """
    from simulation.model import load_population, timeline_of

    numbers = list(range(replicates)) if isinstance(replicates, int) else list(replicates)
    first = next(iter(arms.values()))
    workers = max(1, threads if threads is not None else first.threads)
    populations: dict[str, Population] = {}
    levers: dict[str, Timeline] = dict(timelines or {})

    def as_run(name: str, number: int) -> Scenario:
        choice = arms[name].population
        if fresh_populations:
            choice = choice.model_copy(update={"seed": choice.seed + number})
        return arms[name].model_copy(update={"replicate": number, "population": choice})

    def people_of(scenario: Scenario) -> Population:
        key = repr((scenario.population, scenario.demography()))
        if key not in populations:
            populations[key] = population if population is not None else load_population(scenario)
        return populations[key]

    pasts: dict[str, str] = {}
    for name in arms:
        for number in numbers:
            people_of(as_run(name, number))
        people = people_of(as_run(name, numbers[0]))
        if name not in levers:
            levers[name] = timeline_of(arms[name], people)
        pasts[name] = _past(arms[name], levers[name], _before(arms[name], people))
    forests: dict[tuple[str, ...], list[Branch]] = {}
    jobs: list[tuple[Branch, int]] = []
    for number in numbers:
        wanted = tuple(name for name in arms if only is None or name in only[number])
        if wanted not in forests:
            forests[wanted] = _forest(wanted, pasts, levers, arms)
        jobs += [(tree, number) for tree in forests[wanted]]
    total = sum(tree.months() for tree, _ in jobs)
    inner = workers if len(jobs) == 1 else 1

    def work(job: tuple[Branch, int], months: Months) -> dict[tuple[str, int], RunRecord]:
        tree, number = job
        lived = {name: as_run(name, number) for name in tree.arms}
        shared = people_of(lived[tree.arms[0]])
        watch = tuple(watch_months)
        homes = (shards, executor)
        return _grow(
            tree, number, lived, levers, shared, inner, watch, months, record, checkpoints, cells, homes
        )

    if shards > 1 and (len(jobs) > 1 or len(arms) > 1):
        raise ValueError("shards are those of one run, not of several arms or replicates")
    if checkpoints is not None and (len(jobs) > 1 or len(arms) > 1):
        raise ValueError("checkpoints are those of one run, not of several arms or replicates")

    if workers > 1 and len(jobs) > 1:
        # Workers are copies of this process: what is loaded here need not be loaded by each of them.
        tree, number = jobs[0]
        lived = as_run(tree.arms[0], number)
        _model(lived, people_of(lived), levers[tree.arms[0]], 1, (), record).load_kernels()
    results: dict[tuple[str, int], RunRecord] = {}
    for part in side_by_side(work, jobs, workers, total, progress):
        for (name, number), found in part.items():
            lived = as_run(name, number)
            results[name, number] = replace(
                found, scenario=lived, timeline=levers[name], population=people_of(lived)
            )
    return results


def _grow(
    tree: Branch,
    number: int,
    arms: Mapping[str, Scenario],
    timelines: Mapping[str, Timeline],
    population: Population,
    threads: int,
    watch: tuple[int, ...],
    months: Months,
    record: str,
    checkpoints: Checkpoints | None = None,
    cells: bool = False,
    homes: tuple[int, str] = (1, "local"),
) -> dict[tuple[str, int], RunRecord]:
    """One replicate of one tree: each stretch once, depth first."""
    lead = tree.arms[0]
    model = _model(arms[lead], population, timelines[lead], threads, watch, record, homes)
    model.recorder.keeps_cells = cells
    model.load_kernels()
    began = time.perf_counter()
    for _ in range(checkpoints.resume(model) if checkpoints is not None else 0):
        months.tick()
    records: dict[tuple[str, int], RunRecord] = {}

    def follow(branch: Branch) -> None:
        while model.t < branch.stop:
            model.step()
            months.tick()
            if checkpoints is not None:
                checkpoints.after_month(model)
        if not branch.then:
            finished = _finish(model, time.perf_counter() - began)
            # Scenario, levers and population are put back by the caller: they need not cross processes.
            bare = replace(finished, scenario=None, timeline=None, population=None)  # type: ignore[arg-type]
            records.update(dict.fromkeys([(name, number) for name in branch.arms], bare))
            return
        saved = model.snapshot()
        for k, child in enumerate(branch.then):
            if k:
                model.restore(saved)
            name = child.arms[0]
            model.become(arms[name], timelines[name])
            follow(child)

    with closing(model.citizenry):
        follow(tree)
    return records


def _model(
    scenario: Scenario,
    population: Population,
    timeline: Timeline,
    threads: int,
    watch: tuple[int, ...],
    record: str,
    homes: tuple[int, str] = (1, "local"),
) -> DenshiModel:
    from simulation.model import DenshiModel

    shards, executor = homes
    where: dict[str, Any] = {}
    if shards > 1:
        from simulation.sharding.sharded import Sharded

        where["home"] = partial(Sharded, shards=shards, executor=executor)
    return DenshiModel(
        scenario,
        population,
        threads=threads,
        record=record,
        watch=watch,
        timeline=timeline,
        agents=False,
        **where,
    )


def _finish(model: DenshiModel, seconds: float) -> RunRecord:
    digest = digest_of(model.citizens) if len(model.citizens) <= HASHED else ""
    memory = peak_memory() + model.citizenry.memory_elsewhere()
    return model.recorder.finish(seconds, memory, model.timeline, digest)


def digest_of(citizens: Citizens) -> str:
    """Fingerprint of all columns."""
    digest = hashlib.blake2b(digest_size=16)
    for f in fields(Citizens):
        digest.update(np.ascontiguousarray(getattr(citizens, f.name)).data)
    return digest.hexdigest()


def simulate(
    scenario: Scenario | str = "jp_history",
    *,
    population: str | Population | None = None,
    seed: int | None = None,
    replicate: int | None = None,
    record: str | None = None,
    threads: int | None = None,
    out: str | None = None,
    overrides: Iterable[str] = (),
    progress: Progress | None = None,
    watch: Iterable[int] = (),
    checkpoints: Checkpoints | None = None,
    shards: int = 1,
    executor: str = "local",
) -> Results:
    """Run one scenario and return its results as pandas tables.

    scenario : a ``Scenario`` or the name of one, with ``overrides`` spelt as on the command line
    population : ``jp_10k`` ... ``jp_full``, or a ``Population``; seed, replicate : of the luck
    record : ``full`` or ``summary``; out : folder to write; watch : months whose bits per citizen are kept
    checkpoints : where the state is kept on the way and taken up again
    shards, executor : in how many workers the citizens live, in processes of this machine or on ``ray``
    Raises ``configs.errors.ScenarioError`` when the request is wrong; nothing is run then.

    >>> simulate("jp_history", population="jp_10k", seed=1).table("use")  # doctest: +SKIP
    """
    from simulation.results import Results
    from simulation.sharding.choice import check

    check(shards, executor)
    if isinstance(scenario, str):
        words = [f"scenario={scenario}"]
        if isinstance(population, str):
            words.append(f"population={population}")
        for name, value in (
            ("seed", seed),
            ("replicate", replicate),
            ("record", record),
            ("threads", threads),
        ):
            if value is not None:
                words.append(f"{name}={value}")
        scenario = load_scenario([*words, *overrides])
    else:
        given: dict[str, Any] = {"seed": seed, "replicate": replicate, "record": record, "threads": threads}
        scenario = scenario.model_copy(update={k: v for k, v in given.items() if v is not None})
    shared = population if isinstance(population, Population) else None
    if out is not None:
        from simulation.folder import check_target

        check_target(out)
    records = run_tree(
        {scenario.name: scenario},
        [scenario.replicate],
        scenario.threads,
        watch,
        progress,
        shared,
        scenario.record,
        checkpoints=checkpoints,
        shards=shards,
        executor=executor,
    )
    results = Results(next(iter(records.values())))
    if out is not None:
        results.write(out)
    return results
