"""A citizen: the story of one person under one scenario, or under two and what differs."""

from __future__ import annotations

from typing import Any

from configs.months import month_text
from experiments.explaining.announcing import announce
from experiments.explaining.between import between_lines, compared
from experiments.explaining.finding import find
from experiments.explaining.request import Request
from experiments.explaining.story import tell
from experiments.explaining.told import story_lines
from experiments.failure import computing
from experiments.output import check_population
from simulation.model import DenshiModel
from simulation.tracing import Lived


def explain_citizen(request: Request, as_json: bool) -> dict[str, Any]:
    """The story of one citizen under one scenario, or under two and what differs."""
    for scenario in request.scenarios.values():
        check_population(scenario)
    names = list(request.scenarios)
    announce(request.scenarios[names[0]], 1 + len(names), as_json, people=len(names))

    def world(name: str) -> DenshiModel:
        return DenshiModel(request.scenarios[name], agents=False)

    def wanted(lived: Lived) -> bool:
        case = lived.case
        in_time = request.first <= lived.month <= request.last
        return in_time and case is not None and request.service in (None, case.family)

    with computing():
        found = find(world(names[0]), request)
        people = {found.slot: found.generation}
        stories = [tell(world(name), name, people, request.last, wanted)[found.slot] for name in names]
    plain = [story.plain() for story in stories]
    scenario = request.scenarios[names[0]]
    answer: dict[str, Any] = {
        "kind": "citizen",
        "population": scenario.population.name,
        "seed": scenario.seed,
        "replicate": scenario.replicate,
        "from": month_text(request.first),
        "to": month_text(request.last),
        "fitting": found.fitting,
        "all_looked_at": found.looked_at,
        "arms": plain,
    }
    text = [_whom(request, found.slot, found.generation, found.fitting, found.looked_at)]
    chosen = month_text(found.month)
    both = len(plain) == 2 and all(story["citizen"] for story in plain)
    if both:
        answer["difference"] = compared(*plain)
    for name, story in zip(names, plain, strict=True):
        text += ["", f"Under '{name}':" if len(names) > 1 else f"Scenario '{name}':"]
        text += story_lines(story, chosen) if story["citizen"] else ["This person does not live here."]
    if both:
        text += ["", f"The same person, the same luck: '{names[1]}' beside '{names[0]}'."]
        text += between_lines(names, answer["difference"])
    answer["text"] = text
    return answer


def _whom(request: Request, slot: int, generation: int, fitting: int, looked_at: bool) -> str:
    months = f"{month_text(request.first)} to {month_text(request.last)}"
    if request.citizen is not None:
        return f"Citizen {slot} (holder {generation} of the slot), {months}."
    some = "" if looked_at else " among those looked at"
    rank = "the one nearest their centre" if request.pick == 1 else f"number {request.pick} from their centre"
    return f"Citizen {slot}: {rank} of {fitting:,} people who fit{some}, {months}."
