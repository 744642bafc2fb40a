"""Clauses: what would refute the mechanism of each question, as one small declared test.

The first line of each function says what it looks at. It returns whether the clause came true, with the
numbers it rests on, or raises ``NoValueError`` when this run cannot tell. Differences are those of the
question's own arms; extra runs come from ``experiments.trials``. "Is 0" means exactly 0 in every paired run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from agents.columns import FAMILIES
from experiments.case import Case, Ruling
from experiments.outputs import LEAKED
from experiments.points import points_of
from experiments.shapley import by_factor
from experiments.statistics import Difference, paired
from experiments.validation.jump import margins, printed_by, tax_jump
from experiments.wording import brief
from simulation.measured import OUTPUTS, NoValueError

SMARTPHONE_ONLY = 0.2
"""Share of people with a smartphone and no PC from which S01 must show a difference."""
RELIEF = 6
"""Place of relief among the families."""
BY_CONSTRUCTION = (
    "true by construction: what a measure costs moves nobody, so the same users stand for twice the yen"
)
NO_SUCH_WORLD = "no run makes everybody able to file online: devices and connection follow the tables"


def above_zero(found: Difference, said: str) -> bool:
    """Whether a difference is certainly above 0; exactly 0 is not.

    Raises NoValueError with ``said`` where the interval holds 0: nothing is told either way.
    """
    if not (found.detected or found.exactly_zero):
        raise NoValueError(f"not told from 0: {said}")
    return found.detected and found.estimate > 0.0


def s01(case: Case) -> Ruling:
    """Own use differs by exactly 0 where more than a fifth of people have a smartphone and no PC."""
    found, said = case.apart("smartphone", "history", "own_use")
    only = case.main.level("history", "smartphone_only").mean
    if only <= SMARTPHONE_ONLY:
        raise NoValueError(f"only {only:.0%} have a smartphone and no PC")
    return Ruling(found.exactly_zero, f"{said}; {only:.0%} have a smartphone and no PC")


def s02(case: Case) -> Ruling:
    """More is used online under promotion when the cut comes, and still as much is cut."""
    use, said = case.apart("promote_first", "history", "online_use_rate")
    kept, words = case.apart("promote_first", "history", "services_kept")
    if not (use.detected and use.estimate > 0.0):
        raise NoValueError(f"promotion does not certainly raise measured use ({said})")
    return Ruling(not above_zero(kept, words), f"{said}; {words}")


def s03(case: Case) -> Ruling:
    """Perceived availability with pruning less that without is exactly 0."""
    found, said = case.apart("history", "no_prune", "perceived_availability")
    return Ruling(found.exactly_zero, said)


def s04(case: Case) -> Ruling:
    """With hand checking, the median payment of online forms comes certainly sooner than that of mail."""
    found, said = case.apart("online_front_paper_back", "mail_mostly", "days_to_payment_median")
    return Ruling(found.detected and found.estimate < 0.0, said)


def s05(case: Case) -> Ruling:
    """Users for each yen at doubled cost are not exactly half of those at the stated cost."""
    raise NoValueError(BY_CONSTRUCTION)


def s06(case: Case) -> Ruling:
    """An incentive of strength 0 moves possession, nothing else being asked of anybody."""
    found, said = case.trials_apart(1, 0, "possession")
    return Ruling(not found.exactly_zero, said)


def s07(case: Case) -> Ruling:
    """At the end of some year certainly fewer local services are online with the standard than without."""
    years = sorted(case.runs("standard_2010")[0].municipal)
    lines = list[Difference]()
    worst: int | None = None
    for year in (year for year in years if year >= 2010):
        share = [
            [_live(record.municipal[year]) for record in case.runs(arm)]
            for arm in ("standard_2010", "own_vendor")
        ]
        found = paired(*share).scaled(100)
        lines.append(found)
        if found.detected and found.estimate < 0.0 and worst is None:
            worst = year
    if not lines:
        raise NoValueError("no fiscal year ended after the standard came")
    last = brief(lines[-1])
    return Ruling(
        worst is not None, f"local bundles live, last year: {last}; certainly fewer in: {worst or 'no year'}"
    )


def _live(arrays: Mapping[str, np.ndarray]) -> float:
    total = sum(float(arrays[name].sum()) for name in ("waiting", "under_way", "live"))
    return float(arrays["live"].sum()) / total if total else 0.0


def s08(case: Case) -> Ruling:
    """Perceived risk is the same however often the message switches."""
    means = _along(case, case.main.reference, "perceived_risk")
    return Ruling(len(set(means.values())) == 1, f"perceived risk by switching: {_said(means)}")


def s09(case: Case) -> Ruling:
    """Backup changes failed tasks where nothing fails and everybody can file online."""
    raise NoValueError(NO_SUCH_WORLD)


def s10(case: Case) -> Ruling:
    """Own use where filing online is slower is as high as where it is quicker."""
    slow, quick = list[list[float]](), list[list[float]]()
    for point in points_of(case.inquiry, case.main.reference):
        offline, online = (point.values.get(f"{way}.minutes_per_procedure") for way in ("offline", "online"))
        if offline is None or online is None:
            continue
        (slow if online > offline else quick).append(case.main.values(point.run, "own_use"))
    if not slow or not quick:
        raise NoValueError("online was not run both slower and quicker than the office")
    found = paired(np.mean(quick, axis=0).tolist(), np.mean(slow, axis=0).tolist()).scaled(100)
    said = f"own_use, quicker less slower: {brief(found)}"
    return Ruling(not above_zero(found, said), said)


def s11(case: Case) -> Ruling:
    """Consent is exactly equal under both messages while an abstract benefit weighs less than 1."""
    record = case.runs(case.main.reference)[0]
    weight = float(record.scenario.value("framing.abstract_weight"))
    if weight >= 1.0:
        raise NoValueError(f"an abstract benefit weighs {weight:g}")
    found, said = case.apart("concrete", "abstract", "consent_share")
    return Ruling(found.exactly_zero, f"{said}; an abstract benefit weighs {weight:g}")


def s12(case: Case) -> Ruling:
    """Opening hours move failed attempts although every attempt falls into them."""
    found, said = case.trials_apart(1, 0, "failed_attempts")
    return Ruling(not found.exactly_zero, said)


def s13(case: Case) -> Ruling:
    """With credit and office PCs together one of the three numbers of VP-6 is certainly on the wrong side."""
    jumps = [tax_jump(record, printed_by(record)) for record in case.runs("with_credit")]
    rows, untold = list[tuple[bool, str]](), list[str]()
    for name, values in margins(jumps).items():
        found = paired(values, [0.0] * len(values)).scaled(100)
        said = f"{name} {brief(found)}"
        try:
            rows.append((above_zero(found, said), said))
        except NoValueError:
            untold.append(said)
    broken = any(not beyond for beyond, _ in rows)
    numbers = "; ".join([*(said for _, said in rows), *untold])
    if untold and not broken:
        raise NoValueError(f"not told from 0: {numbers}")
    return Ruling(broken, f"beyond what VP-6 asks: {numbers}")


def s14(case: Case) -> Ruling:
    """Where literacy knows no cohorts the age gap of the first arm certainly closes over the window."""
    key, month = case.trial(0), case.side.month
    runs = case.trial_runs(key)
    first = next(t for t in runs[0].stock_months if t >= case.side.start)
    ends = [[record.value("gap_age", t) for record in runs] for t in (month, first)]
    found = paired(*ends).scaled(100)
    return Ruling(found.detected and found.estimate < 0.0, f"gap_age, end less start: {brief(found)}")


def s15(case: Case) -> Ruling:
    """Completion with half the documents less that with all is exactly 0."""
    found, said = case.apart("half_documents", "base", "completion_rate")
    return Ruling(found.exactly_zero, said)


def s16(case: Case) -> Ruling:
    """Without influence, taking the earthquake away moves use of relief outside the region it hit."""
    keys = case.trial(0), case.trial(1)
    shock = case.trial_runs(keys[0])[0].scenario.shocks["tohoku_2011"]
    hit = {int(code) for code in shock.target.prefectures}
    far = [k for k in range(47) if k + 1 not in hit]
    moved = 0
    for one, other in zip(*(case.trial_runs(key) for key in keys), strict=True):
        used = [run.counts_by_prefecture(case.side.month).family[far] for run in (one, other)]
        moved += int(np.abs(used[0] - used[1])[..., RELIEF, 2:].sum())
    return Ruling(moved > 0, f"citizens elsewhere whose use of relief differs: {moved}")


def s17(case: Case) -> Ruling:
    """Own use with the switch and back less that without is certainly above 0."""
    found, said = case.apart("history", "no_switch", "own_use")
    return Ruling(found.detected and found.estimate > 0.0, said)


def s18(case: Case) -> Ruling:
    """A leak moves as many own users of other services without the monolith as with it."""
    apart, block = (_users_moved(case, *pair) for pair in ((0, 1), (2, 3)))
    if not block:
        raise NoValueError("the leak moves no own user of another service even where all is one block")
    said = f"own users of other services that differ: {apart} without, {block} with the monolith"
    return Ruling(apart >= block, said)


def _users_moved(case: Case, one: int, other: int) -> int:
    """By how many own users of other services than the leaked two trials differ."""
    others = [k for k, name in enumerate(FAMILIES) if name != LEAKED]
    runs = zip(*(case.trial_runs(case.trial(number)) for number in (one, other)), strict=True)
    moved = 0
    for pair in runs:
        users = [run.counts(case.side.month).users("own_users_12m")[others] for run in pair]
        moved += int(np.abs(users[0] - users[1]).sum())
    return moved


def s19(case: Case) -> Ruling:
    """Without churn integration fails at another number than where churn has no effect."""
    found, said = case.trials_apart(0, 1, "integration_failures")
    return Ruling(not found.exactly_zero, said)


def s20(case: Case) -> Ruling:
    """Dropping the seal moves awareness where nobody tells others, is prompted or forgets."""
    found, said = case.trials_apart(1, 0, "awareness")
    return Ruling(not found.exactly_zero, said)


def s21(case: Case) -> Ruling:
    """With the Agency's effect at 0 any column of any citizen differs between the four arms."""
    keys = [case.trial(number) for number in range(4)]
    digests = [[record.digest for record in case.trial_runs(key)] for key in keys]
    if not all(digest for row in digests for digest in row):
        raise NoValueError("the runs carry no fingerprint")
    same = all(row == digests[0] for row in digests)
    return Ruling(
        not same,
        f"fingerprints of {len(keys)} arms in {len(digests[0])} runs " + ("agree" if same else "differ"),
    )


def s22(case: Case) -> Ruling:
    """Businesses lead where frequencies, skills and budget are equal."""
    runs = case.trial_runs(case.trial(0))
    sides = [
        [OUTPUTS[name].read(case.side.view(run)) for run in runs] for name in ("uptake_g2b", "uptake_g2c")
    ]
    found = paired(*sides).scaled(100)
    return Ruling(
        found.detected and found.estimate > 0.0, f"online cases, firms less citizens: {brief(found)}"
    )


def s23(case: Case) -> Ruling:
    """A fifth factor that touches nothing gets a part other than exactly 0."""
    question = case.inquiry.question
    parts = by_factor(question, case.main.records, "own_use", case.main.month, null="nothing")
    if not parts:
        raise NoValueError("not every combination of the factors was run")
    return Ruling(any(one["nothing"] != 0 for one in parts), f"its part is 0 in {len(parts)} runs, exactly")


def s24(case: Case) -> Ruling:
    """A listed plan breaks the constraint when it is run again."""
    if "plans_rerun" not in case.reported:
        raise NoValueError("no plan was run again")
    broken = case.reported["plans_rerun"]
    return Ruling(bool(broken), f"plans that break the constraint when run again: {broken or 'none'}")


def s25(case: Case) -> Ruling:
    """A profile could not be run from its file of settings alone."""
    if "rank_of_options_by_profile" not in case.reported:
        raise NoValueError("the profiles were not run")
    return Ruling(False, "every profile is one file of settings in configs/profile and was run")


def s26(case: Case) -> Ruling:
    """Ending paper leaves people without a channel where nothing fails and everybody can file online."""
    raise NoValueError(NO_SUCH_WORLD)


def s27(case: Case) -> Ruling:
    """Cases at counters, repairs among them, are exactly as many although more services ask for the card."""
    found, said = case.apart("card_for_all", "as_now", "counter_load")
    return Ruling(found.exactly_zero, said)


def s28(case: Case) -> Ruling:
    """The age structure moves own use where needs, literacy, devices and trust are equal at every age."""
    raise NoValueError("no run makes needs and devices equal at every age: both follow the tables")


def _along(case: Case, arm: str, output: str) -> dict[str, float]:
    """Mean of an output at each swept value of an arm. Raises NoValueError where nothing was swept."""
    points = points_of(case.inquiry, arm)
    if len(points) < 2:
        raise NoValueError("nothing was swept")
    return {", ".join(map(str, p.values.values())): case.main.level(p.run, output).mean for p in points}


def _said(means: Mapping[str, float]) -> str:
    return ", ".join(f"{name}: {value:.4f}" for name, value in means.items())


TESTS: dict[str, Callable[[Case], Ruling]] = {
    f"S{number:02}": test
    for number, test in enumerate(
        (s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11, s12, s13, s14,
         s15, s16, s17, s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28), 1)
}  # fmt: skip
"""The test of each question's clause."""
