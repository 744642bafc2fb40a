"""What the comparison writes: a table and verdicts between the marks of docs/performance.md, and a figure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .contestants import ADOPTION, FLOOR_SHARE, GOALS, MOST_NANOSECONDS, SETTLED
from .runs import MONTHS, ROOT, Row

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "pictures" / "workload.svg"
COLOURS = ["#b5121b", "#222222", "#e0868b", "#1f6fb4", "#2a9d5c", "#8a5cc2", "#c98a12", "#6b7785"]


def largest(rows: Sequence[Row], name: str) -> Row | None:
    """The largest size that the contestant ran."""
    ran = [row for row in rows if row.contestant.name == name and row.said]
    return max(ran, key=lambda row: row.people) if ran else None


def table(rows: Sequence[Row]) -> list[str]:
    """Lines of the table of all rows."""
    denshi = largest(rows, "Denshi")
    heads = [
        "program",
        "version",
        "citizens",
        "ns",
        "citizen-months a second",
        "bytes",
        "adoption",
        "Denshi is",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = [row.contestant.name, "", f"{row.people:,}", "", "", "", "", ""]
        if row.said:
            each = row.nanoseconds
            ours = row.contestant.program == "denshi"
            top = row is largest(rows, row.contestant.name) and not ours
            times = f"{each / denshi.nanoseconds:,.2f} times as fast" if top and denshi else ""
            cells[1] = f"{row.said[0]['version']}; {row.said[0]['note']}"
            cells[3:] = [
                f"{each:,.2f}",
                f"{1e9 / each:,.0f}",
                f"{row.median('bytes') / row.people:,.0f}" if row.people >= SETTLED else "",
                f"{row.median('adoption'):.4f}",
                times,
            ]
        else:
            cells[7] = f"not run: {row.missing}"
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def verdicts(rows: Sequence[Row]) -> tuple[list[str], bool]:
    """Lines of what was asked for and found, and whether the programs agree; no speed is a failure."""
    denshi, hand = largest(rows, "Denshi"), largest(rows, "C by hand")
    lines, agree = ["| asked | found | |", "|---|---|---|"], True

    def say(asked: str, found: str, held: bool) -> None:
        lines.append(f"| {asked} | {found} | {'holds' if held else '**missed**'} |")

    names = dict.fromkeys(row.contestant.name for row in rows)
    ran = [row for name in names if (row := largest(rows, name)) is not None]
    if ran:
        low, high = (f(row.median("adoption") for row in ran) for f in (min, max))
        agree = ADOPTION[0] <= low and high <= ADOPTION[1]
        asked = f"final adoption {ADOPTION[0]}-{ADOPTION[1]} in every program, at its largest size"
        say(asked, f"{low:.4f}-{high:.4f}", agree)
    if denshi is None:
        return [*lines, ""], agree
    asked = f"Denshi <= {MOST_NANOSECONDS:g} ns on {denshi.contestant.threads} threads"
    say(asked, f"{denshi.nanoseconds:.2f} ns at {denshi.people:,}", denshi.nanoseconds <= MOST_NANOSECONDS)
    for name, goal in GOALS.items():
        row = largest(rows, name)
        if row is None:
            say(f"Denshi >= {goal:g} times {name}", "not run", False)
            continue
        times = row.nanoseconds / denshi.nanoseconds
        say(f"Denshi >= {goal:g} times {name}", f"{times:,.2f} times", times >= goal)
    pairs = [(row, other) for row in rows for other in rows if _same_run(row, other)]
    if pairs:
        equal = all(
            [said["digest"] for said in row.said] == [said["digest"] for said in other.said]
            for row, other in pairs
        )
        agree &= equal
        say("Denshi and C end with the same bits", "yes" if equal else "no", equal)
    if hand is not None:
        share = hand.median("floor_ns") / hand.nanoseconds
        asked = f"C reaches >= {FLOOR_SHARE:.0%} of the streaming floor"
        found = (
            f"{share:.0%}: 9 bytes at {hand.median('bandwidth') / 1e9:.1f} GB/s are "
            f"{hand.median('floor_ns'):.2f} ns of {hand.nanoseconds:.2f}; a pass that only moves the columns "
            f"takes {hand.median('stream_ns'):.2f} ns"
        )
        say(asked, found, share >= FLOOR_SHARE)
    return [*lines, ""], agree


def _same_run(row: Row, other: Row) -> bool:
    named = row.contestant.name.startswith("Denshi") and other.contestant.name == "C by hand"
    return named and row.people == other.people and bool(row.said) and bool(other.said)


def text(rows: Sequence[Row], machine: str, repetitions: int, note: str = "") -> tuple[str, bool]:
    """The made part of the page, and whether the programs agree; ``note`` says what was special."""
    lines, agree = verdicts(rows)
    day = datetime.date.today().isoformat()
    head = (
        f"Made by `make bench` on {day}; {machine}. {MONTHS} months, medians of {repetitions} round(s) in "
        "which every program ran once at each of its sizes, one after the other. ns: nanoseconds per citizen "
        "and month, set-up left out. Bytes: memory per citizen beyond the imports. *Denshi is*: by the "
        "medians of the largest sizes."
    ) + (f" {note}" if note else "")
    picture = "![Nanoseconds per citizen and month by number of citizens](pictures/workload.svg)"
    return "\n".join([head, "", *table(rows), "", *lines, picture, ""]), agree


def write(rows: Sequence[Row], machine: str, repetitions: int, note: str = "", page: Path = PAGE) -> bool:
    """Replaces the marked part of the page and the figure; returns whether the programs agree."""
    from experiments.pages.marked import PART

    new, agree = text(rows, machine, repetitions, note)
    old = page.read_text(encoding="utf-8")

    def made(found: Any) -> str:
        return f"{found[1]}{new}{found[4]}" if found[2] == "workload" else found[0]

    page.write_text(PART.sub(made, old), encoding="utf-8")
    (page.parent / "pictures" / PICTURE.name).write_text(figure(rows), encoding="utf-8")
    return agree


def points(rows: Sequence[Row]) -> list[Mapping[str, Any]]:
    """One point for each contestant and size that ran."""
    return [
        {"program": row.contestant.name, "citizens": row.people, "ns": row.nanoseconds}
        for row in rows
        if row.said
    ]


def figure(rows: Sequence[Row]) -> str:
    """The log-log figure as SVG."""
    import altair
    import vl_convert

    names = list(dict.fromkeys(point["program"] for point in points(rows)))
    base = altair.Chart(altair.Data(values=points(rows))).encode(
        x=altair.X(
            "citizens:Q", scale=altair.Scale(type="log"), axis=altair.Axis(format="~s"), title="citizens"
        ),
        y=altair.Y(
            "ns:Q", scale=altair.Scale(type="log"), title="nanoseconds per citizen and month (less is better)"
        ),
        color=altair.Color(
            "program:N",
            sort=names,
            scale=altair.Scale(domain=names, range=COLOURS[: len(names)]),
            legend=altair.Legend(title=None),
        ),
    )
    chart = (base.mark_line() + base.mark_point(filled=True, size=45)).properties(width=560, height=340)
    found: str = vl_convert.vegalite_to_svg(chart.to_json())
    return found
