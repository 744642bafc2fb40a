"""Cases by relation: citizens, businesses, between offices, and staff; the four add up to all."""

from __future__ import annotations

from simulation.measured.output import NoValueError, Output, Reader, View, known
from simulation.relations import RELATIONS, by_relation

WHO = {
    "G2C": "citizens with government, settled",
    "G2B": "businesses with government",
    "G2G": "one office with another",
    "G2E": "public servants with their own office",
}


def _cases(relations: tuple[str, ...], online: bool) -> Reader:
    """Cases of some relations, or the part of them that is online."""

    def read(view: View) -> float:
        try:
            found = by_relation(view.record, view.month)
        except KeyError as error:
            raise NoValueError(str(error.args[0])) from None
        cases = sum(found[relation].all for relation in relations)
        if not online:
            return cases
        filed = sum(found[relation].online for relation in relations)
        return known(filed / cases if cases else float("nan"), "there was no case")

    return read


ROWS = (
    *(
        Output(f"cases_{tag.lower()}", f"cases {tag}", "cases a year in Japan",
            f"cases of {who} in the last twelve months",
            _cases((tag,), False), "", "none", "use, firms, levers")
        for tag, who in WHO.items()
    ),
    Output("cases_all", "cases of all kinds", "cases a year in Japan",
        "the sum of cases_g2c, cases_g2b, cases_g2g and cases_g2e",
        _cases(RELATIONS, False), "", "none", "use, firms, levers"),
    *(
        Output(f"online_{tag.lower()}", f"online cases {tag}", "share of cases",
            f"of the cases {tag} of the last twelve months, the part filed or exchanged online",
            _cases((tag,), True), "more", "all", "use, firms, levers")
        for tag in WHO
    ),
    Output("online_all", "online cases of all kinds", "share of cases",
        "of the cases of all four kinds in the last twelve months, the part filed or exchanged online",
        _cases(RELATIONS, True), "more", "all", "use, firms, levers"),
)  # fmt: skip
