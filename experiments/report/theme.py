"""One look for all charts: ink on white, hairlines, direct labels, colours that the colour-blind tell apart.

The reference is grey, the scenario in question vermilion, the others blue, ochre, violet and green.
Each of them stands out from white by at least 4.5 to 1, so a label may take the colour of its line.
"""

from __future__ import annotations

from typing import Any

from experiments.report.parts import Arm

INK, SOFT, HAIR, WASH = "#1d1d1f", "#5c6066", "#dcdcd6", "#eeede8"
REFERENCE, SUBJECT = "#5c6066", "#b23a1e"
GREY, OCHRE = "#8d9197", "#c2a46a"
"""Fills of the waterfall: a barrier; served, but by or with somebody else."""
OTHERS = ("#1f5fa8", "#8a6000", "#6b3fa0", "#00705a")
SANS = (
    '"Helvetica Neue", "Segoe UI", "Noto Sans", "Liberation Sans", '
    '"Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif'
)
WARM = ("#fbf1ec", "#f0c2ae", "#dc8465", "#b23a1e", "#75200c")
COLD = ("#eef3f7", "#bcd2e3", "#7fa6c6", "#3b719c", "#1d4a72")
DIVERGING = ("#1d4a72", "#7fa6c6", "#f4f2ee", "#dc8465", "#8f2a12")
"""Colours of the map: above zero, below zero, both."""


def colours(arms: list[Arm], subject: str | None) -> dict[str, str]:
    """Arm -> colour: the first arm is the reference, ``subject`` the arm in question; the rest in turn."""
    chosen: dict[str, str] = {}
    others = iter(OTHERS)
    for place, arm in enumerate(arms):
        if arm.name == subject or (subject is None and place == 0):
            chosen[arm.name] = SUBJECT
        elif place == 0:
            chosen[arm.name] = REFERENCE
        else:
            chosen[arm.name] = next(others, REFERENCE)
    return chosen


def config() -> dict[str, Any]:
    """The Vega-Lite config of every chart."""
    axis = {
        "domain": False,
        "ticks": False,
        "gridColor": HAIR,
        "gridWidth": 1,
        "labelColor": SOFT,
        "labelFontSize": 12,
        "titleColor": SOFT,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    }
    return {
        "background": "transparent",
        "font": SANS,
        "aria": False,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {
            "grid": False,
            "domain": True,
            "domainColor": SOFT,
            "ticks": True,
            "tickColor": SOFT,
            "tickSize": 4,
        },
        "title": {
            "anchor": "start",
            "color": INK,
            "fontSize": 13,
            "fontWeight": "bold",
            "offset": 8,
            "frame": "group",
        },
        "legend": {
            "labelColor": SOFT,
            "titleColor": SOFT,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "text": {"fontSize": 12, "color": INK},
        "concat": {"spacing": 24},
        "header": {
            "labelColor": INK,
            "labelFontSize": 13,
            "labelFontWeight": "bold",
            "labelAnchor": "start",
            "labelPadding": 6,
        },
    }
