"""Denshi as a Mesa model: one society, month by month.

The step reads like the table of contents of the model. Institutions are Mesa agents; citizens are
columns that the stages move together. The model keeps its own calendar: step 1 is the first month of
the scenario. ``DataCollector`` and ``batch_run`` of Mesa work on it as on any other model.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import mesa
import numpy as np

from agents.channels import exposure
from agents.columns import BIRTH_BASE, FAMILIES
from agents.institutions.mesa_agents import populate
from agents.networks import check_degrees
from agents.places import service_areas
from agents.population import Population, load
from configs.months import month_text
from policies.levers import POSITION
from policies.timeline import Timeline, compile_timeline
from simulation.campaigns import card_of_places
from simulation.catalogue import CatalogueRow, member_of, rows_in_families
from simulation.cells import cells
from simulation.citizenry import Citizenry
from simulation.drawn_network import drawn_network
from simulation.firms import Business
from simulation.kernels.month import ADULT
from simulation.kernels.tables import Month, Place
from simulation.kernels.talk import CELLS, cell_means
from simulation.measures import MEASURES, Counts
from simulation.minds import heard_first, polarisation, trust_levels
from simulation.month_tables import empty_tables
from simulation.named_scenario import named_scenario
from simulation.prepare import fill_tables
from simulation.recorder import Recorder
from simulation.scenario import Scenario
from simulation.supply import Supply
from simulation.tastes import born_with
from simulation.terms import lever_bases, lever_weights, service_arrays, weights
from simulation.vendors import vendors_of
from simulation.workspace import CHUNK, Stocks

# Mesa 3.5 tells of its own version on every import; that is no message for a user of Denshi.
logging.getLogger("MESA").setLevel(logging.WARNING)

SMARTPHONE = POSITION["devices.smartphone"]
NEWS = POSITION["trust.news"]
WORKING_DAYS = 20
"""Working days of a month, for patience that is stated in months."""
WATCHED = ("own_use", "assisted_use", "proxy_use", "possession")


class Saved(NamedTuple):
    """A model's month, to go back to: what changes in citizens, institutions and record."""

    t: int
    citizens: Any
    supply: Any
    business: Any
    memory: np.ndarray
    recorder: Any
    steps: int


def timeline_of(scenario: Scenario, population: Population) -> Timeline:
    """Levers of every month of the scenario."""
    bases, months = lever_bases(scenario.services), scenario.calendar
    return compile_timeline(
        scenario.policies, scenario.shocks, bases, population.places, months.start, months.end
    )


class DenshiModel(mesa.Model):
    """One scenario on one population.

    scenario : a ``Scenario``, or the name of one with ``overrides`` as on the command line
    population : a ``Population``; by default the scenario's, synthesised or read from the cache
    threads, chunk : how work is cut; they change nothing in the result
    record, watch : what the recorder keeps, see ``simulation.recorder``
    explicit : (indptr, indices) of an explicit network in place of the implicit one
    catalogue : rows inside the families of services; None takes those of ``configs/catalogue``
    agents : make the Mesa agents and collect data each month; a run that only wants tables goes without
    home : who keeps the citizens; ``partial(sharding.sharded.Sharded, shards=4)`` spreads them over processes
    """

    def __init__(
        self,
        scenario: Scenario | str = "jp_history",
        population: Population | str | None = None,
        replicate: int | None = None,
        overrides: Iterable[str] = (),
        threads: int | None = None,
        chunk: int = CHUNK,
        record: str | None = None,
        watch: Iterable[int] = (),
        timeline: Timeline | None = None,
        explicit: tuple[np.ndarray, np.ndarray] | None = None,
        agents: bool = True,
        catalogue: Sequence[CatalogueRow] | None = None,
        seed: int | None = None,
        rng: Any = None,
        home: Callable[..., Any] = Citizenry,
    ) -> None:
        super().__init__(rng=0)
        self.scenario = named_scenario(
            scenario, population, replicate, overrides, seed if seed is not None else rng
        )
        s = self.scenario
        self.population = population if isinstance(population, Population) else load_population(s)
        p = self.population
        self.timeline = timeline if timeline is not None else timeline_of(s, p)
        self.first, self.last = s.calendar.start, s.calendar.end
        self.t = self.first
        self.record = record or s.record
        area, _ = service_areas(p)
        prefecture = p.places.prefecture - 1
        place = Place(
            municipality_start=p.municipality_start.astype(np.int64),
            zone=self.timeline.zone_of_municipality,
            area=area.astype(np.int64),
            prefecture=prefecture,
            flow_row=prefecture if self.record == "full" else np.zeros_like(prefecture),
            kind_of_group=self.timeline.kind_of_group,
        )
        self.weights = weights(s.value)
        if explicit is None and s.network.kind == "explicit":
            explicit = drawn_network(s.network, p.slots, s.seed)
        if explicit is not None:
            check_degrees(np.diff(explicit[0]))
        self.citizenry = home(
            p,
            np.arange(self.first, self.last + 1),
            place,
            self.weights,
            born_with(s.value),
            s.seed,
            s.replicate,
            s.threads if threads is None else threads,
            chunk,
            explicit,
            s.network.kind == "cell",
            s.literacy_of_age_from(),
        )
        catalogue = rows_in_families() if catalogue is None else catalogue
        self.services = service_arrays(s.services, s.value("need.procedures_per_adult_year"), catalogue)
        self.lever_weights = lever_weights(s.value, s.institution)
        self.exposures = exposure(s.value("awareness.channel_differences") > 0.0)
        self.supply = Supply(
            p.places,
            area,
            self.timeline.zone_of_municipality,
            p.weight,
            s.institution_values(),
            np.array([float(row["needs_share"]) for row in s.services.values()]),
            np.array([float(row["local_share"]) for row in s.services.values()]),
            s.seed,
            s.replicate,
            int(s.value("postpone.limit_months") * WORKING_DAYS),
            float(s.services["relief"]["mail_share"]),
            s.value("valuation.kind_upkeep_yen_year"),
            self.services.on_platform[: len(FAMILIES)],
        )
        self.business = Business(s, self.citizenry.citizens)
        if self.first > 0:
            past = s.calendar.model_copy(update={"start": 0, "end": self.first - 1})
            self.supply.live_through(timeline_of(s.model_copy(update={"calendar": past}), p), self.first)
        panel = self.timeline.panel
        self.member = member_of(self.supply.stock, catalogue)
        self.tables = empty_tables(panel.shape[1], panel.shape[2], self.services.family_of.size)
        self.memory = np.zeros((panel.shape[1], len(FAMILIES)))
        self.card_place = card_of_places(
            self.supply.municipalities.finance,
            self.supply.municipalities.population,
            s.value("card.place_finance"),
        )
        self.vendor = vendors_of(len(p.places.code), int(s.value("vendor.count")), s.seed)
        self._cells = np.empty((CELLS, 4))
        self.recorder = Recorder(s, p, self.record, watch)  # type: ignore[arg-type]
        self.stocks: Stocks | None = None
        self.moved = (0, 0)
        self.levers = self.timeline.at(self.t)
        self._month: Month | None = None
        self.collects = agents
        if agents:
            names = [f"{name}" for name in p.places.name]
            populate(self, self.supply.municipalities, self.supply.agencies, names, list(p.places.code))
        self.datacollector = mesa.DataCollector(
            model_reporters={name: (lambda m, n=name: m.measure(n)) for name in MEASURES_OF_MESA}
        )

    @property
    def scenario(self) -> Any:
        """What is run; Mesa 3.5 has a property of this name that would write into the frozen scenario."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        self._scenario = scenario

    def step(self) -> None:
        """One month. The order is the theory: docs/odd.md, section 3, argues for each line."""
        self.apply_policies()
        self.act_of_government()
        self.age_and_renew()
        self.need_hear_choose_attempt()
        self.serve()
        self.learn()
        self.observe()

    def apply_policies(self) -> None:
        """Policies and shocks in force fill the lever panel; incidents are remembered and fade."""
        self.levers = self.timeline.at(self.t)
        fading = 1.0 - self.scenario.value("incident.forgetting")
        self.memory = self.memory * fading + self.levers[:, 0, NEWS]
        self.supply.read_levers(self.levers)

    def act_of_government(self) -> None:
        """What is offered: the national stock, municipal decisions, projects that go live."""
        self.supply.act(self.t, self.levers)

    def age_and_renew(self) -> None:
        """Deaths, births, moves, birthdays, devices."""
        everywhere = self.levers[0, 0]
        self.moved = self.citizenry.renew(self.t, 1.0, float(everywhere[SMARTPHONE, 0]))

    def need_hear_choose_attempt(self) -> None:
        """Stages 4 to 7 and the experience of 9, fused: who needs, knows, files, and how it goes."""
        self._month = self._prepare()
        self._counts = self.citizenry.act(self._month)
        self.business.act(self.t, self.levers)

    def serve(self) -> None:
        """Counters, mail, back offices and card windows work through their queues in days."""
        self.supply.serve(self.t, self.levers, self._counts.arrivals, self._counts.area_use)

    def learn(self) -> None:
        """Whoever started or stopped using a service changes the neighbours' counters for next month."""
        self.citizenry.push(self._counts.work, self.t)

    def observe(self) -> None:
        """Counts are taken down; stocks and bits where the record asks for them."""
        t = self.t
        self.recorder.month(t, self._counts.flows, self._counts.work)
        self.recorder.numbers(t, heard_first(self._counts.first))
        self.business.hand_over(t, self.recorder)
        self.stocks = None
        if self.recorder.wants_stocks(t):
            apart = self.record == "full" or self.recorder.wants_bits(t)
            stocks = self.stocks = self.citizenry.take_stock(t, by_prefecture=apart)
            self.recorder.stocks(t, stocks.family, stocks.person, stocks.equity)
            self.recorder.numbers(t, self.supply.numbers())
        if self.record == "full" or self.recorder.wants_bits(t) or t % 12 == 2 or t == self.last:
            self.recorder.numbers(t, self.supply.behind_the_counters())
        if self.recorder.wants_bits(t):
            bits, generations = self.citizenry.watched(t)
            who = cells(self.citizenry.citizens, t) if self.recorder.keeps_cells else None
            self.recorder.watch(t, dict(zip(WATCHED, bits, strict=True)), generations, who)
            levels = trust_levels(self.citizenry.citizens, 2001 + t // 12)
            self.recorder.numbers(t, {"attitude_polarisation": polarisation(levels)})
        if happened := self.supply.happened():
            self.recorder.numbers(t, happened)
        served = self.supply.served
        if served is not None:
            self.recorder.queues(t, served._asdict())
        if t % 12 == 2:
            self.recorder.municipal(2000 + t // 12, self.supply.municipalities.yearly())
        self.t = t + 1
        self.running = self.t <= self.last
        if self.collects:
            self.datacollector.collect(self)

    def _prepare(self) -> Month:
        """The month as everybody finds it."""
        t = self.t
        calendar = t % 12 + 1
        fill_tables(
            self.levers,
            self.memory,
            t,
            self.exposures,
            self.services,
            self.lever_weights,
            self.business.lends(self.levers),
            self.supply.backstage.systems.hosted(),
            float(self.card_place.max()),
            self.tables,
        )
        cell_means(self.citizenry.talk_sums, self._cells)
        supply = self.supply
        tables: Mapping[str, Any] = self.tables._asdict() | {"card_bound": self.tables.card_bound[0]}
        if supply.applied.any() and tables["card_bound"] == 0:
            tables = dict(tables) | {"card_bound": np.uint32(1)}
        waits = supply.wait_gap * self.scenario.value("queue.time_per_waiting_day")
        return Month(
            t=t,
            calendar=calendar,
            year=2001 + t // 12,
            slots=self.citizenry.slots,
            kinds=self.levers.shape[1],
            adult_birth=np.uint8(2001 + t // 12 - ADULT - BIRTH_BASE),
            keys=self.citizenry.keys[t - self.first],
            permanent=self.citizenry.permanent,
            offered=supply.offer.offered,
            family_offered=supply.family_offered,
            bundle_cumulative=supply.stock.cumulative,
            member=self.member,
            bundle_guide=supply.bundle_guide,
            local=supply.local_bits,
            place_complexity=supply.place_complexity(),
            wait_time=waits,
            online_count=supply.offer.overall,
            cells=self._cells,
            card_issue=supply.card_issue(t),
            any_classes=bool(self.tables.classes.any()),
            vendor=self.vendor,
            card_place=self.card_place,
            **tables,
        )

    def load_kernels(self) -> None:
        """Bring the compiled kernels into memory, so that the first month is not slower than the others."""
        self.supply.read_levers(self.levers)
        self.citizenry.load_kernels(self._prepare())
        self.business.load_kernels(self.levers)

    def take_stock(self) -> Stocks:
        """Counts by prefecture at the end of the last finished month; kept until the next step."""
        if self.stocks is None or self.stocks.person.shape[0] == 1:
            self.stocks = self.citizenry.take_stock(max(self.t - 1, self.first))
        return self.stocks

    def measure(self, name: str) -> float:
        """A measure of ``simulation.measures`` on the stocks of the last finished month."""
        if self.stocks is None:
            self.stocks = self.citizenry.take_stock(max(self.t - 1, self.first))
        person = self.stocks.person.sum(axis=(0, 2))
        family = self.stocks.family.sum(axis=0)
        flows = np.zeros((18, 8, self.citizenry.counts[0].flows.shape[-1]), np.int64)
        return float(MEASURES[name](Counts(person, family, flows)))

    @property
    def month(self) -> str:
        """The month that the next step simulates, as YYYY-MM."""
        return month_text(self.t)

    @property
    def citizens(self) -> Any:
        """The citizens' columns; ``model.citizens[i]`` is one of them."""
        return self.citizenry.citizens

    def snapshot(self, columns: bool = True) -> Saved:
        """A copy of everything that changes, to branch from; the citizens' columns may be left out."""
        return Saved(
            self.t,
            self.citizenry.snapshot(columns),
            self.supply.snapshot(),
            self.business.snapshot(),
            self.memory.copy(),
            self.recorder.snapshot(),
            self.steps,
        )

    def restore(self, saved: Saved) -> None:
        """Back to a snapshot of this model."""
        self.t = saved.t
        self.citizenry.restore(saved.citizens)
        self.supply.restore(saved.supply)
        self.business.restore(saved.business)
        self.memory = saved.memory.copy()
        self.recorder.restore(saved.recorder)
        self.stocks = None
        self.running = True

    def become(self, scenario: Scenario, timeline: Timeline) -> None:
        """Go on under another scenario that has been the same until now in all but the levers to come."""
        self.scenario = scenario
        self.timeline = timeline
        self.recorder.scenario = scenario


MEASURES_OF_MESA = ("own_use", "assisted_use", "proxy_use", "possession")
"""Measures that the model's ``DataCollector`` reports."""


def load_population(scenario: Scenario) -> Population:
    """The scenario's population, from the cache or synthesised."""
    choice = scenario.population
    return load(
        choice.name,
        seed=choice.seed,
        file=choice.file,
        citizens=choice.citizens,
        plan=scenario.demography(),
    )
