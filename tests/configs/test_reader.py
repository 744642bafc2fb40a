"""What may be typed, and what it is taken to mean."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from configs.errors import ScenarioError
from configs.reader import compose
from simulation.scenario import Scenario, load


def lines(*overrides: str, config_dir: str | None = None) -> list[str]:
    """What is said against a request."""
    with pytest.raises(ScenarioError) as refused:
        load(overrides, config_dir)
    return list(refused.value.lines)


@pytest.fixture(scope="module")
def history() -> Scenario:
    return load()


def test_shipped_files_compose_to_the_same_tree_in_plain_hydra() -> None:
    from hydra import compose as hydra_compose
    from hydra import initialize_config_module
    from omegaconf import OmegaConf

    with initialize_config_module("configs", version_base="1.3"):
        plain = OmegaConf.to_container(hydra_compose("config", ["population=jp_1m"]), resolve=True)
    assert compose(["population=jp_1m"]) == plain


@pytest.mark.parametrize("typed", ["assumptions.beta.trust=0.7", "beta.trust=0.7", "beta.trust.value=0.7"])
def test_an_assumption_may_be_named_in_full_or_by_an_unambiguous_ending(typed: str) -> None:
    if typed.endswith("value=0.7"):
        typed = f"assumptions.{typed}"
    scenario = load([typed])
    assert scenario.value("beta.trust") == 0.7
    assert scenario.assumptions["beta.trust"].unit == "logits"


def test_completed_names_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("denshi").propagate = True
    with caplog.at_level(logging.INFO, logger="denshi"):
        compose(["beta.trust=0.7", "services.*.hours=1"])
    assert "beta.trust=0.7: assumptions.beta.trust" in caplog.text
    assert "services.etax.hours, services.certificates.hours" in caplog.text


def test_an_ambiguous_ending_is_asked_back_with_all_it_could_mean() -> None:
    assert lines("trust=0.4") == [
        "trust: could mean any of assumptions.beta.trust, assumptions.experience.trust, "
        "assumptions.research.trust; write one of them in full"
    ]


def test_a_field_of_every_family_is_asked_back_with_a_star() -> None:
    (line,) = lines("smartphone_ready=0.9")
    assert "write services.*.smartphone_ready" in line


def test_a_star_means_all_eight_families(history: Scenario) -> None:
    changed = load(["services.*.smartphone_ready=0.9"])
    assert {row["smartphone_ready"] for row in changed.services.values()} == {0.9}
    assert {row["complexity"] for row in changed.services.values()} == {
        row["complexity"] for row in history.services.values()
    }


@pytest.mark.parametrize(
    "typed", ["remove=[consolidation]", "remove=[POL-24]", "~policies.consolidation", "~consolidation"]
)
def test_an_entry_can_be_left_out_by_name_or_identifier(typed: str, history: Scenario) -> None:
    assert set(history.policies) - set(load([typed]).policies) == {"consolidation"}


def test_every_entry_of_the_history_can_be_left_out_by_name(history: Scenario) -> None:
    from configs.edits import remove_entries

    for name in [*history.policies, *history.shocks]:
        tree = compose()
        removed = remove_entries(tree, [name])
        assert name in removed
        assert all(other == name or other.startswith(f"{name}_") for other in removed)
        assert name not in tree["policies"] and name not in tree["shocks"]


def test_entries_can_be_moved_scaled_and_changed() -> None:
    changed = load(["policies.consolidation.start=2013-04", "points_round_1.strength=0.5"]).policies
    assert changed["consolidation"].start == 147
    assert changed["points_round_1"].strength == 0.5


def test_a_policy_of_ones_own_can_be_added() -> None:
    typed = "+policies.phones={kind:lever_change,start:2010-04,levers:{services.smartphone_ready:0.9}}"
    changes = list(load([typed]).policies["phones"].changes(120))
    assert {change.lever for change in changes} == {"services.smartphone_ready"}


def test_a_lever_inside_an_entry_can_be_set_by_its_dotted_name() -> None:
    added = "+policies.phones={kind:lever_change,start:2010-04,levers:{services.smartphone_ready:0.9}}"
    changed = load([added, "policies.phones.levers.services.smartphone_ready=0.4"])
    assert next(changed.policies["phones"].changes(120)).value == 0.4


def test_the_last_of_two_choices_of_a_group_wins() -> None:
    assert load(["population=jp_10k", "population=jp_1m"]).population.citizens == 1_000_000


@pytest.mark.parametrize("typed", ["population.citizens=5000", "population=synthetic_5000"])
def test_another_size_is_a_synthetic_population(typed: str) -> None:
    population = load([typed]).population
    assert (population.name, population.citizens) == ("synthetic_5000", 5000)


def test_without_a_network_nobody_influences_anybody() -> None:
    assert load(["network=none"]).value("network.influence") == 0.0
    assert load().value("network.influence") == 1.0
    assert lines("network.kind=none") == [
        "network: influence needs ties; write network.influence=false or network=implicit"
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("scenario=jp_histori", "scenario: no such option as 'jp_histori'; did you mean 'jp_history'?"),
        ("population=jp_2k", "population: no such option as 'jp_2k'; did you mean 'jp_10k'?"),
        ("populatoin=jp_1m", "populatoin: no such setting; did you mean 'population'?"),
        (
            "services.*.smartfone_ready=0.9",
            "services.*.smartfone_ready: no such setting; did you mean 'smartphone_ready'?",
        ),
        (
            "smartfone_ready=0.9",
            "smartfone_ready: no such setting; did you mean 'services.*.smartphone_ready'?",
        ),
        (
            "policies.consolidatio.start=2013-04",
            "policies.consolidatio.start: no such entry; did you mean 'consolidation'?",
        ),
        ("remove=[POL-99]", "remove: no policy or shock 'POL-99'; see 'denshi list policies'"),
        ("seed=1,2", "seed: takes one value, got 1,2; lists are written [a,b]"),
        ("seed=abc", "seed: must be a whole number, got 'abc'"),
        ("threads=0", "threads: must lie in [1, 1024], got 0"),
        ("seed.x=3", "seed.x: seed is a single value, it holds no 'x'; write seed=VALUE"),
        ("seed", "seed: has no value; write seed=VALUE"),
        ("calendar.start=2010", "calendar.start: is not a month; write it like 2010-04, got 2010"),
        ("calendar.start=1999-01", "calendar: start must not be before 2001-01, got 1999-01"),
        (
            "assumptions.beta=3",
            "assumptions.beta: holds several settings, got 3; name one, as in assumptions.beta.usefulness",
        ),
        ("record=ful", "record: must be 'full' or 'summary', got 'ful'"),
        (
            "awareness.forgetting=1.5",
            "assumptions.awareness.forgetting: value must lie in [0, 1] (fraction from 0 to 1), got 1.5",
        ),
    ],
)
def test_a_mistake_is_one_line_with_place_fault_and_remedy(typed: str, said: str) -> None:
    assert lines(typed) == [said]


def test_all_mistakes_are_told_at_once() -> None:
    assert len(lines("populatoin=jp_1m", "beta.truts=1", "remov=[x]")) == 3


def test_a_value_outside_its_evidence_runs_with_a_note() -> None:
    assert load(["beta.usefulness=0"]).notes() == [
        "assumptions.beta.usefulness: 0 lies outside its evidence, [0.6, 2.4]"
    ]
    assert load().notes() == []


def test_a_late_start_runs_with_a_note() -> None:
    (note,) = load(["calendar.start=2010-01"]).notes()
    assert note.startswith("calendar.start: nobody has used or heard of anything before 2010-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "policies").mkdir()
    (tmp_path / "scenario/rural_outreach.yaml").write_text(
        "# @package _global_\n"
        "defaults: [jp_history, /policies@policies.letters: letters, _self_]\n"
        "policies:\n  letters: {strength: 0.5}\n  consolidation: {start: 2013-04}\n"
        "assumptions: {beta: {trust: 0.7}}\nseed: 9\n",
        encoding="utf-8",
    )
    (tmp_path / "policies/letters.yaml").write_text(
        "kind: promotion\nstart: 2012-04\ncounter: 0.2\ntarget: {prefectures: [36, 37]}\n", encoding="utf-8"
    )
    return tmp_path


def test_a_folder_of_ones_own_adds_options(folder: Path) -> None:
    scenario = load(["scenario=rural_outreach"], str(folder))
    assert (scenario.name, scenario.seed, scenario.value("beta.trust")) == ("rural_outreach", 9, 0.7)
    assert scenario.policies["letters"].strength == 0.5
    assert scenario.policies["consolidation"].start == 147
    assert len(scenario.policies) == len(load().policies) + 1


def test_options_of_one_folder_are_unknown_without_it(folder: Path) -> None:
    load(["scenario=rural_outreach"], str(folder))
    (line,) = lines("scenario=rural_outreach")
    assert line.startswith("scenario: no such option as 'rural_outreach'")


def test_a_folder_cannot_replace_a_shipped_option(folder: Path) -> None:
    (folder / "scenario/jp_history.yaml").write_text("seed: 2\n", encoding="utf-8")
    (line,) = lines(config_dir=str(folder))
    assert line.endswith(
        "'scenario/jp_history' exists in scenario/jp_history.yaml; give the file another name"
    )


def test_a_misnamed_group_folder_is_told(folder: Path) -> None:
    (folder / "scenario").rename(folder / "scenarios")
    assert lines(config_dir=str(folder)) == [
        f"--config-dir {folder}: no such group as 'scenarios'; did you mean 'scenario'?"
    ]


def test_a_resolved_scenario_file_runs_again_and_can_be_changed(tmp_path: Path) -> None:
    import yaml

    first = load(["beta.trust=0.7", "remove=[consolidation]", "population=jp_10k"])
    file = tmp_path / "scenario.yaml"
    file.write_text(yaml.safe_dump(first.resolved(), allow_unicode=True), encoding="utf-8")
    assert load([f"scenario={file}"]) == first
    again = load([f"scenario={file}", "seed=5", "population=jp_1m", "beta.trust=0.1"])
    assert (again.seed, again.population.citizens, again.value("beta.trust")) == (5, 1_000_000, 0.1)
    assert "consolidation" not in again.policies


def test_a_file_of_differences_builds_on_the_history(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text("policies:\n  consolidation: {start: 2013-04}\n", encoding="utf-8")
    scenario = load([f"scenario={file}"])
    assert scenario.name == "my"
    assert scenario.policies["consolidation"].start == 147
    assert len(scenario.policies) == len(load().policies)
