"""The dated record as a page: ``python -m policies.record_page`` prints docs/timeline.md.

The page is made from the same entries that a run reads, so it cannot tell another story.
"""

from __future__ import annotations

from policies.law import PERIODS, history, laws
from policies.levers import LEVERS

HEAD = """# The dated record of Japan

Made by `python -m policies.record_page > docs/timeline.md` from `configs/policies/jp_history.yaml` and
`configs/shocks/jp_history.yaml`; do not edit by hand. `denshi list laws` prints the same, `denshi list
laws on=2013-04` what was in force in a month.

Every entry is a switch: `remove=[consolidation]` or `remove=[POL-24]` leaves it out,
`policies.consolidation.start=2013-04` moves it, `policies.points_round_1.strength=0.5` scales it. A name
that goes on after an underscore is a step of the entry before it and goes with it. Entries before 2001
are initial conditions.

**From** is the first month in which levers move, which may be later than the date of the law. **Grade**
speaks of the *size* of the effect (A official figure, B press on an official figure, C computed, D from
memory, E assumed), not of the date. *Chapter* is R. E. Rodriguez Samudio, E-government Challenges in
Smart Societies: The Japanese Experience; *from memory* marks a well-known date that no document at hand
states. Where no source states a figure the cost is not stated. What the device, internet and population
tables already contain (broadband, smartphones, births and deaths) is moved by no entry a second time.
"""


def _cell(text: object) -> str:
    return str(text).replace("|", "/")


def _table(rows: list[dict[str, object]]) -> list[str]:
    lines = ["| entry | date | from | until | what | kind | levers | grade | cost |", "|" + " --- |" * 9]
    for row in rows:
        ids = ", ".join(str(i) for i in row["ids"])  # type: ignore[attr-defined]
        levers = " ".join(f"`{lever}`" for lever in row["levers"])  # type: ignore[attr-defined]
        cells = [
            f"`{row['id']}` {ids}",
            row["date"] or "no date",
            row["start"] or "-",
            row["end"] or "",
            f"{row['title']}. *{row['source']}*",
            row["kind"],
            levers or row["status"],
            row["grade"],
            row["cost"],
        ]
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return lines


def page() -> str:
    """The whole page, in Markdown."""
    policies, shocks = history("policies"), history("shocks")
    rows, events = laws(policies, {}), laws({}, shocks)
    lines = [HEAD]
    for label in ("before 2000", *(label for _, label in reversed(PERIODS))):
        lines += [
            f"## {label[0].upper()}{label[1:]}",
            "",
            *_table([r for r in rows if r["period"] == label]),
            "",
        ]
    lines += ["## Shocks", "", *_table(events), "", "## Disputed dates", ""]
    for name, policy in policies.items():
        for record in policy.disputed:
            lines.append(
                f"- **{record.id}**, `{name}.{record.field}`: {record.default} by default, "
                f"{record.alternative} in the other reading. {record.text}"
            )
    untouched = sorted(set(LEVERS) - {lever for row in rows + events for lever in row["levers"]})  # type: ignore[attr-defined]
    lines += [
        "",
        "## Levers that no entry of the record moves",
        "",
        ", ".join(f"`{name}`" for name in untouched),
    ]
    notes = [(name, policy.note) for name, policy in (policies | shocks).items() if policy.note]
    lines += ["", "## Notes", "", *(f"- `{name}`: {note.strip()}" for name, note in notes), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")
