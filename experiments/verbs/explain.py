"""``denshi explain``: why a citizen decided as they did, who is typical, and where a number comes from."""

from __future__ import annotations

import json
import sys
from typing import Any

from configs.errors import ScenarioError
from configs.months import month_text
from experiments.explaining.request import Request, read
from experiments.failure import computing
from experiments.options import Options
from experiments.output import check_population
from simulation.forecast import forecast
from simulation.scenario import Scenario


def run(options: list[str], config_dir: str | None) -> int:
    """Explain; print it in words, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    as_json, why, result = words.flag("json"), words.text("why"), words.text("result")
    count, question, out = words.count("portraits"), words.text("question"), words.text("out")
    if why is not None or result is not None:
        from experiments.explaining.sources import explain_result

        answer = explain_result(words, result or "last", why, as_json, config_dir)
    elif count is not None:
        from experiments.explaining.portraits import explain_portraits

        answer = explain_portraits(words, count, question, as_json, config_dir)
    elif question is not None:
        raise ScenarioError("question: belongs to portraits=; write portraits=6 question=NAME, or in=[A,B]")
    else:
        answer = explain_citizen(read(words, config_dir), as_json)
    if out is not None:
        from experiments.explaining.page import write_page

        answer["page"] = str(write_page(answer, out))
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(answer["text"]))
        if out is not None:
            print(f"\nPage: {answer['page']}")
    return 0


def announce(scenario: Scenario, runs: int, as_json: bool) -> None:
    """Says what the runs take before they start."""
    months, citizens = scenario.calendar.months, scenario.population.citizens
    expected = forecast(citizens, months, "summary", scenario.threads, runs)
    if not as_json:
        print(f"{runs} runs of {citizens:,} citizens over {months} months: {expected}", file=sys.stderr)


def explain_citizen(request: Request, as_json: bool) -> dict[str, Any]:
    """The story of one citizen under one scenario, or under two and what differs."""
    from experiments.explaining.between import between_lines, compared
    from experiments.explaining.finding import find
    from experiments.explaining.story import tell
    from experiments.explaining.told import story_lines
    from simulation.model import DenshiModel
    from simulation.tracing import Lived

    for scenario in request.scenarios.values():
        check_population(scenario)
    names = list(request.scenarios)
    announce(request.scenarios[names[0]], 1 + len(names), as_json)

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
    if len(plain) == 2:
        answer["difference"] = compared(*plain)
    for name, story in zip(names, plain, strict=True):
        text += ["", f"Under '{name}':" if len(names) > 1 else f"Scenario '{name}':"]
        text += story_lines(story, chosen) if story["citizen"] else ["This person does not live here."]
    if len(plain) == 2 and all(story["citizen"] for story in plain):
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
