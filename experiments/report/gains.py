"""Who gains and who loses: by age, by place, and those who cannot be compared."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from experiments.report import parts, words
from experiments.report.numbers import count, direction, interval, join, places, points, say
from experiments.report.reading import Reading
from experiments.wording import stands_out


class Piece(NamedTuple):
    """One piece of the strip of citizens; ``start`` and ``width`` in per cent of all compared."""

    key: str
    name: str
    size: Markup
    start: float
    width: float


_NAMES = {"always": "use in both", "gained": "gain", "lost": "lose", "never": "use in neither"}


def balance(reading: Reading) -> list[Piece]:
    """The strip of citizens by what happens to them; empty when a count is missing."""
    sizes = {key: parts.number(reading.headline.get(key)) for key in _NAMES}
    known = {key: size for key, size in sizes.items() if size is not None and size >= 0}
    total = sum(known.values())
    if len(known) < len(_NAMES) or not total:
        return []
    strip, start = list[Piece](), 0.0
    for key, size in known.items():
        width = 100 * size / total
        strip.append(
            Piece(key, _NAMES[key], count(size, f"headline.{key}"), round(start, 4), round(width, 4))
        )
        start += width
    return strip


def sentences(reading: Reading) -> list[Markup]:
    """Biggest gain and loss by age, where nothing can be told, the span of the map, who is left out."""
    if reading.single:
        return []
    lines = [*_other_uses(reading), *_by_age(reading), *_by_place(reading)]
    apart = parts.number(reading.headline.get("not_in_both"))
    if apart:
        size = count(apart, "headline.not_in_both")
        lines.append(
            say("<b>Not compared:</b> {} simulated citizens who do not live through both scenarios.", size)
        )
    return lines


def _other_uses(reading: Reading) -> list[Markup]:
    """The other kinds of use, each by name: one may rise at the cost of another."""
    needs = {
        "measure": "text",
        "arm": "text",
        "minus": "text",
        "estimate": "number",
        "low": "number",
        "high": "number",
    }
    said = []
    for row in parts.table(reading.answer, "differences", needs).rows:
        other = row["measure"] in words.KINDS and row["measure"] != reading.measure
        if not other or (row["arm"], row["minus"]) != (reading.subject, reading.minus):
            continue
        place, digits = f"differences[{row['place']}]", places(row["estimate"], row["low"], row["high"])
        side = direction(row["low"], row["high"])
        if side == "equal":
            said.append(say("{} exactly the same", words.measure(row["measure"])))
        elif side == "undetermined" or not row["low"] <= row["estimate"] <= row["high"]:
            said.append(
                say(
                    "{} no detectable difference ({})",
                    words.measure(row["measure"]),
                    interval(row, place, True),
                )
            )
        else:
            size = points(row["estimate"], f"{place}.estimate", digits, True)
            said.append(
                say("{} {} points ({})", words.measure(row["measure"]), size, interval(row, place, True))
            )
    return [say("<b>Other kinds of use:</b> {}.", Markup("; ").join(said))] if said else []


def _by_age(reading: Reading) -> list[Markup]:
    needs = {"arm": "text", "age_band": "text", "difference": "number", "low": "number", "high": "number"}
    table = parts.table(reading.answer, "ages", needs).rows
    rows = [
        row
        for row in table
        if row["arm"] == reading.subject and row["low"] <= row["difference"] <= row["high"]
    ]
    sides = {row["age_band"]: direction(row["low"], row["high"]) for row in rows}
    lines = list[Markup]()
    for side, phrase in (("higher", "Biggest gain by age"), ("lower", "Biggest loss by age")):
        moved = [row for row in rows if sides[row["age_band"]] == side]
        if not moved:
            continue
        top = max(moved, key=lambda row: abs(row["difference"]))
        place, digits = f"ages[{top['place']}]", places(top["low"], top["high"], top["difference"])
        size = points(top["difference"], f"{place}.difference", digits, True)
        lines.append(
            say(
                "<b>{}:</b> {}{}, {} points of {} (95 % interval {}).",
                phrase,
                "" if stands_out(top, moved) else "several bands, among them ",
                _band(top["age_band"]),
                size,
                words.measure("own_use"),
                interval({**top, "estimate": top["difference"]}, place, True),
            )
        )
    unclear = [_band(band) for band, side in sides.items() if side == "undetermined"]
    if unclear:
        lines.append(say("<b>No detectable difference by age:</b> {}.", join(unclear)))
    if rows and "lower" not in sides.values():
        lines.append(
            Markup("<b>No age band is shown to lose.</b> Single citizens may: see the counts above.")
        )
    return lines


def _band(band: str) -> str:
    return f"age {band.replace('-', chr(0x2013))}"


def _by_place(reading: Reading) -> list[Markup]:
    needs = {"prefecture_code": "number", "name": "text", "arm": "text", "difference": "number"}
    table = parts.table(reading.answer, "prefectures", needs).rows
    rows = sorted(
        (row for row in table if row["arm"] == reading.subject), key=lambda row: float(row["difference"])
    )
    if len(rows) < 2:
        return []
    low, high = rows[0], rows[-1]
    digits = places(low["difference"], high["difference"])
    ends = [
        points(row["difference"], f"prefectures[{row['place']}].difference", digits, True)
        for row in (low, high)
    ]
    return [
        say(
            "<b>By prefecture:</b> differences lie between {} and {} points of {}."
            " Single prefectures are small samples and carry no interval.",
            *ends,
            words.measure("own_use"),
        )
    ]
