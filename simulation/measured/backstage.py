"""Behind the counters: central systems and their platform, logins, contracts, exchange between agencies.

What stands here is handed over by ``simulation.backstage``: each month in a full record, in a summary at the
end of a fiscal year, at watched months and at the end of the run. Money and visits are sums since the start
of a run; an output of a window is what they grew by in it.
"""

from __future__ import annotations

from simulation.measured.output import Output, grown, handed

ROWS = (
    Output("systems_in_use", "central systems in use", "systems",
        "central systems of the state that have neither been merged nor closed, at the month of comparison",
        handed("systems_in_use", "last"), "", "none", "numbers"),
    Output("systems_on_platform", "systems on the platform", "systems",
        "of them those that run on the shared platform",
        handed("systems_on_platform", "last"), "", "none", "numbers"),
    Output("systems_without_plan", "systems without a plan", "share of systems in use",
        "central systems in use that personal data or a private substitute keeps from moving to the platform",
        handed("systems_without_plan", "last"), "less", "none", "numbers"),
    Output("platform_share_audited", "share moved, as audited", "share of systems of 2012",
        "systems on the platform as the Board of Audit has published them: the truth of some months ago",
        handed("platform_share_audited", "last"), "", "none", "numbers"),
    Output("system_unit_cost", "running cost of a system", "yen a year",
        "running cost of central systems over those in use, at the month of comparison",
        handed("system_unit_cost", "last"), "less", "none", "numbers"),
    Output("cost_systems", "cost of central systems", "yen",
        "over the window: moves onto the platform and off it, and what all central systems cost to run",
        grown("cost_systems"), "less", "none", "numbers"),
    Output("sunk_cost", "sunk cost", "yen",
        "over the window: what moves onto the platform had cost, in the share of it that was given up",
        grown("sunk_cost"), "less", "none", "numbers"),
    Output("contract_overrun", "overrun of contracts", "share of what was agreed",
        "what municipal contracts cost beyond what was agreed since the start of the run; what came cheaper "
        "is not set against it",
        handed("contract_overrun", "last"), "less", "none", "numbers"),
    Output("logins", "logins", "logins",
        "logins of national bodies that citizens meet: one for each programme that has its own, and the "
        "shared one",
        handed("logins", "last"), "less", "none", "numbers"),
    Output("exchange_days", "days of exchange", "days",
        "calendar days that questions to other agencies add to a case at counters, by mail or in back "
        "offices, mean over the cases of the last month",
        handed("exchange_days", "last"), "less", "all", "queues, numbers"),
    Output("visits_for_code", "visits for the code of 1999", "visits in Japan",
        "over the window: visits to an office that switch on a credential of the resident code of 1999",
        grown("visits_for_code"), "less", "none", "numbers"),
)  # fmt: skip
