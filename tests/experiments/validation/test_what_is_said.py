"""What is said about tuning agrees with the records."""

from __future__ import annotations

from experiments.answers import NOT_MODELLED
from simulation.scenario import load

TUNED = ("hand-tuned", "tuned by hand")


def test_as_many_numbers_are_tuned_by_hand_as_answers_say() -> None:
    assert NOT_MODELLED[0].startswith("About two dozen numbers are tuned by hand")
    scenario = load(["scenario=jp_history"])
    records = [*scenario.assumptions.values(), *scenario.institutions.values(), *scenario.firms.values()]
    told = [record for record in records if any(word in record.source.lower() for word in TUNED)]
    assert 20 <= len(told) <= 28
    assert all(record.informed_until for record in told)
