"""Plain: an answer in about twelve lines for the screen, made from answer.json and nothing else."""

from __future__ import annotations

from typing import Any

from experiments import swept
from experiments.statistics import Difference
from experiments.wording import arm_title, brief, changes_line, counted_among, measure_words, stands_out
from simulation.measures import MEASURES

DETERMINANT_WORDS = {
    "usefulness_ease": "usefulness and ease",
    "civic": "civic-mindedness",
    "channels": "information channels",
    "trust": "trust",
    "socio_demographics": "socio-demographics",
}
Answer = dict[str, Any]
LEAST_MOVE = 0.0005
"""Half of the last digit that is shown of a share, as a fraction."""


def lines(answer: Answer) -> list[str]:
    """The answer in words, one paragraph a line."""
    found = answer["headline"]
    said = [answer["question"]["question"], changes_line(answer["changes"])]
    said += [f"Note: {note}" for note in answer["notes"]]
    head = [line for line in said if line] + [""]
    said = [found["text"], kind_line(found["measure"])]
    said += [citizens_line(answer), other_uses_line(answer), age_line(answer), barrier_line(answer)]
    said += [*swept.lines(answer.get("sweep", [])), *found_lines(answer)]
    said += [share_line(answer), expectations_line(answer), refutation_line(answer)]
    said += [absent_line(answer), determinants_line(answer)]
    said += [variant_line(variant) for variant in answer["variants"]]
    said += [cost_line(answer), evidence_line(answer), not_modelled_line(answer)]
    return head + [line for line in said if line]


def kind_line(measure: str) -> str:
    """Which of the kinds of use is meant."""
    return f"{measure_words(measure).capitalize()} means: {MEASURES[measure].meaning}."


def citizens_line(answer: Answer) -> str:
    """Gained and lost citizens of an average run."""
    found = answer["headline"]
    if "gained" not in found:
        return ""
    apart = f"; {found['not_in_both']:,} are not in both" if found["not_in_both"] else ""
    mean = " (mean of the runs)" if answer["replicates"] > 1 else ""
    among = counted_among(found["measure"])
    gain = f"{found['gained']:,} of {found[among]:,} simulated {among} gain"
    lose = f"{found['lost']:,} lose it{apart}{mean}"
    people = f"each stands for about {answer['weight']:,.0f} people"
    return f"{gain} {measure_words(found['measure'])}, {lose}; {people}."


def other_uses_line(answer: Answer) -> str:
    """The other kinds of use, each by name."""
    found = answer["headline"]
    rows = {
        row["measure"]: row
        for row in answer["differences"]
        if (row["arm"], row["minus"]) == (found["arm"], found["minus"])
    }
    names = ("own_use", "assisted_use", "proxy_use", "possession")
    said = [
        f"{measure_words(name)} {brief(_difference(rows[name], answer['replicates']))}"
        for name in names
        if name != found["measure"] and name in rows
    ]
    return f"Besides: {', '.join(said)}." if said else ""


def age_line(answer: Answer) -> str:
    """Where by age the gain and the loss are largest, of those that are certain."""
    found = answer["headline"]
    if found["measure"] != "own_use":
        return ""
    rows = [row for row in answer["ages"] if row["arm"] == found["arm"] and row["low"] is not None]
    said = []
    for word, sure in (
        ("gain", [r for r in rows if r["low"] > 0]),
        ("loss", [r for r in rows if r["high"] < 0]),
    ):
        if sure:
            top = max(sure, key=lambda row: abs(row["difference"]))
            several = "" if stands_out(top, sure) else "several bands, among them "
            size = brief(_difference(top | {"estimate": top["difference"]}, answer["replicates"]))
            said.append(f"Biggest {word} by age: {several}{top['age_band']}, {size}.")
    return " ".join(said)


def barrier_line(answer: Answer) -> str:
    """The commonest barriers under the reference, and what the arm does to the one that moves most."""
    found = answer["headline"]
    share = {(row["arm"], row["barrier"]): row["share"] for row in answer["funnel"]}
    apart = ("none", "assisted", "proxy")
    base = {
        b: s for (arm, b), s in share.items() if arm == found["minus"] and b not in apart and s is not None
    }
    if not base:
        return ""
    top = sorted(base, key=lambda barrier: -base[barrier])[:2]
    said = ", ".join(f"{barrier.replace('_', ' ')} {100 * base[barrier]:.1f} %" for barrier in top)
    moved = max(base, key=lambda barrier: abs(share[found["arm"], barrier] - base[barrier]))
    ends = [f"{100 * size:.1f} %" for size in (share[found["arm"], moved], base[moved])]
    tail = f"; most moved: {moved.replace('_', ' ')} to {ends[0]} from {ends[1]}"
    # Less than what is shown of a share is no move, on whichever side of a rounding it falls.
    tail = tail if abs(share[found["arm"], moved] - base[moved]) >= LEAST_MOVE else ""
    return f"Commonest barriers under '{arm_title(found['minus'])}', of all cases: {said}{tail}."


def found_lines(answer: Answer) -> list[str]:
    """What a search found, one line each."""
    return [
        f"{arm_title(name)}: {found['said'].rstrip('.')}."
        for name, found in answer.get("found", {}).items()
        if found["said"]
    ]


def share_line(answer: Answer) -> str:
    """How the effect of an arm divides between what it shares with another arm and what it adds."""
    if len(answer["shares"]) != 2:
        return ""
    added, shared = answer["shares"]
    more, less = arm_title(added["arm"]), arm_title(shared["arm"])
    own, rest = (brief(_difference(row, answer["replicates"])) for row in (shared, added))
    return f"Of '{more}', divided fairly: '{less}' {own}, what is added to it {rest}."


def expectations_line(answer: Answer) -> str:
    """What the question expected, and whether it came out."""
    said = []
    for row in answer["expectations"]:
        verdict = row["verdict"] if row["verdict"] != "reported" else row["why"]
        why = f" ({row['why']})" if row["why"].startswith("not available") else ""
        said.append(f"{row['measure']} {row['expected']}: {verdict}{why}")
    return f"Expected: {'; '.join(said)}." if said else ""


def refutation_line(answer: Answer) -> str:
    """What would refute the mechanism, and whether it came true."""
    found = answer["falsification"]
    clause = found["clause"].rstrip(".")
    if not found["evaluated"]:
        return f"Refuted if {clause}: {found['numbers']}."
    return f"Refuted if {clause}: {'REFUTED' if found['refuted'] else 'not refuted'} ({found['numbers']})."


def absent_line(answer: Answer) -> str:
    """Outputs of the question that no run has, by name."""
    names = {row["title"] for row in answer["outputs"] if row["why"]}
    said = [title for title in dict.fromkeys(row["title"] for row in answer["outputs"]) if title in names]
    return f"Not available: {', '.join(said)}; the report says why." if said else ""


def determinants_line(answer: Answer) -> str:
    """The determinants that own use depends on for certain, the largest first."""
    rows = [row for row in answer["knockout"] if row["measure"] == "own_use"]
    found = [(row, _difference(row, row["replicates"])) for row in rows]
    sure = sorted((pair for pair in found if pair[1].detected), key=lambda pair: -abs(pair[1].estimate))
    where = f"when neutralised, {answer['knockout_population']}"
    if not sure:
        return f"Depends on no determinant detectably ({where})." if rows else ""
    said = [f"{DETERMINANT_WORDS[row['determinant']]} {brief(one)}" for row, one in sure[:3]]
    return f"Depends most on ({where}): {', '.join(said)}."


def variant_line(variant: dict[str, Any]) -> str:
    """The headline under another reading of a disputed date."""
    found = variant["headline"]
    size = brief(_difference(found, found["replicates"]), found["unit"])
    return f"Disputed date: {measure_words(found['measure'])} {size} with {variant['label']}."


def cost_line(answer: Answer) -> str:
    """Cost of the headline's arm, and per added user where the gain is certain."""
    arm = answer["headline"]["arm"]
    rows = [row for row in answer["cost"] if row["arm"] == arm]
    if not rows:
        return f"Cost of '{arm_title(arm)}': not stated."
    low, high = (sum(row[end] for row in rows) for end in ("low", "high"))
    each = next((row for row in answer["per_user"] if row["arm"] == arm), None)
    tail = f", {_yen(each['low'])} to {_yen(each['high'])} yen for each added user" if each else ""
    base = arm_title(answer["headline"]["minus"])
    return f"Cost of '{arm_title(arm)}' beyond '{base}': {_yen(low)} to {_yen(high)} yen{tail}."


def _yen(amount: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(amount) >= size:
            return f"{amount / size:.1f} {word}"
    return f"{amount:,.0f}"


def evidence_line(answer: Answer) -> str:
    """How many assumptions, and how weak."""
    found = answer["assumptions"]
    weak = found["by_grade"].get("E", 0)
    used = "; ".join(reading_words(row) for row in answer["disputed"])
    tail = f" Disputed dates used: {used}." if used else ""
    said = f"Rests on {found['count']} assumptions, {weak} of them of grade E (no source)."
    return said + hanging(found) + tail


def hanging(assumptions: dict[str, Any]) -> str:
    """How many results hang on numbers of grade E; nothing where the answer does not count them."""
    found = assumptions.get("resting")
    if not found:
        return ""
    return (
        f" {found['on_grade_e']} of the {found['results']} results hang on at least one of these; behind "
        f"{found['mostly_grade_e']} more than half of the numbers are of grade E."
    )


def reading_words(row: dict[str, Any]) -> str:
    """``online offer 2003 from 2001-04 and over 24 months (other reading 2003-04)``."""
    other = row["default"] if row["used"] == row["alternative"] else row["alternative"]
    ramp = f" and over {row['ramp_months']} months" if row["ramp_months"] else ""
    return f"{row['name'].replace('_', ' ')} from {row['used']}{ramp} (other reading {other})"


def not_modelled_line(answer: Answer) -> str:
    """The first things left out; the report lists all."""
    shown = answer["not_modelled"][:2]
    more = len(answer["not_modelled"]) - len(shown)
    return f"Not modelled: {' '.join(shown)}" + (f" And {more} more, see the report." if more > 0 else "")


def _difference(row: dict[str, Any], replicates: int) -> Difference:
    same = row["low"] == row["high"] == row["estimate"] == 0.0
    return Difference(
        row["estimate"], row["low"], row["high"], (0.0 if same else row["estimate"],) * replicates
    )
