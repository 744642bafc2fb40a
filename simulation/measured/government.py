"""Government: what is offered, how municipalities fare, what coordination and churn do.

What a mechanism hands over under the same name comes first; where it hands nothing over, levers and the
yearly record of municipalities say what they can.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from configs.months import month_text
from simulation.measured.output import NoValueError, Output, View, handed, known, year_end

BUNDLES = ("waiting", "under_way", "live")


def municipal(view: View) -> Mapping[str, np.ndarray]:
    """The last yearly record of municipalities by the month of comparison."""
    ended = [year for year in view.record.municipal if year_end(year) <= view.month]
    if not ended:
        raise NoValueError(f"no fiscal year of municipalities had ended by {month_text(view.month)}")
    return view.record.municipal[max(ended)]


def implemented(view: View) -> float:
    """Local bundles that are live, of all, over all municipalities."""
    found = municipal(view)
    return known(
        float(found["live"].sum()) / float(sum(found[name].sum() for name in BUNDLES) or float("nan")),
        "there is no local bundle",
    )


def failures(view: View) -> float:
    """Projects that failed at integration in the fiscal years that end in the window."""
    before = [year for year in view.record.municipal if year_end(year) < view.start]
    earlier = float(view.record.municipal[max(before)]["failed_integrations"].sum()) if before else 0.0
    return float(municipal(view)["failed_integrations"].sum()) - earlier


def churn(view: View) -> float:
    """Announcements that municipalities still remember, mean."""
    return float(municipal(view)["churn"].mean())


def standard_share(view: View) -> float:
    """Municipalities that use the standard system."""
    return float(np.asarray(municipal(view)["standard_system"], np.float64).mean())


def exposure(view: View) -> float:
    """The larger of what the shared platform and the standard system carry."""
    moved = float(view.lever("platform.share_moved")[-1].max())
    return max(min(moved, 1.0), standard_share(view))


def transfer(view: View) -> float:
    """One less what is lost of learned ease at a form of another vendor, times the chance to meet one."""
    apart = min(float(view.lever("design.vendor_heterogeneity")[-1].max()), 1.0)
    another = 1.0 - 1.0 / view.value("vendor.count")
    return 1.0 - view.value("vendor.heterogeneity") * apart * another


def coordination(view: View) -> float:
    """The lever, as it stands at the month of comparison."""
    return float(view.lever("coordination.national_local")[-1].mean())


def kept(view: View) -> float:
    """Share of all national kinds that is online, as last counted."""
    return float(view.handed("kinds_online")[-1])


def fully_online(view: View) -> float:
    """Kinds online that need no seal any more."""
    sealed = float(view.lever("legacy.seal_required")[-1].mean())
    return kept(view) * (1.0 - min(sealed, 1.0))


def suspended(view: View) -> float:
    """Entries of the log of the timeline that were suspended in the window."""
    timeline = view.record.timeline
    if timeline is None:
        raise NoValueError("the record has no timeline")
    return float(
        sum(e.text.startswith("suspended") and view.first <= e.month <= view.month for e in timeline.log)
    )


def withdrawn(view: View) -> float:
    """Kinds taken offline in the window; a month that withdraws nothing hands over nothing."""
    kept(view)
    return sum(view.record.numbers_named("kinds_withdrawn", view.first, view.month).values())


ROWS = (
    Output("services_kept", "services kept online", "share of national kinds",
        "national kinds of procedure that can be filed online at the month of comparison, as ministries "
        "count them",
        kept, "more", "none", "numbers"),
    Output("fully_online_share", "fully online", "share of national kinds",
        "national kinds of procedure that are online and need no seal on paper any more",
        handed("fully_online_share", "last", fully_online), "more", "none", "numbers, levers"),
    Output("muni_implemented", "local services online", "share of local bundles",
        "bundles of local procedures that are live, over all municipalities, at the last end of a fiscal "
        "year",
        implemented, "more", "none", "institutions"),
    Output("integration_failures", "integration failures", "projects",
        "municipal projects that failed at integration in the fiscal years that end in the window",
        failures, "less", "none", "institutions"),
    Output("churn", "policy churn", "announcements",
        "strategies and platform changes that municipalities still remember, mean, at the last end of a "
        "fiscal year",
        churn, "less", "none", "institutions"),
    Output("outage_exposure", "exposure to one outage", "share of systems",
        "largest part that one failure would stop: of the central systems in use, those on the shared "
        "platform, or of municipalities, those on the standard system",
        handed("outage_exposure", "last", exposure), "less", "none", "levers, institutions"),
    Output("skill_transfer", "skill that carries over", "share of learned ease",
        "what a citizen learnt at one form that helps at the next: 1 less what is lost between vendors times "
        "the chance to meet another; the standard system does not change it",
        handed("skill_transfer", "last", transfer), "more", "none", "levers, institutions"),
    Output("coordination", "coordination", "0 to 1",
        "chance that a national instruction reaches a municipality in the month",
        handed("coordination", "last", coordination), "more", "none", "levers"),
    Output("suspended_events", "policies suspended", "policies",
        "policies that were announced and suspended in the window",
        handed("suspended_events", "last", suspended), "less", "none", "events"),
    Output("duplicate_schemes", "duplicate schemes", "schemes",
        "relief schemes of prefectures that ran beside a national one for the same need, in the window",
        handed("duplicate_schemes", "max"), "less", "none", "numbers"),
    Output("prefectures_acting_alone", "prefectures acting alone", "prefectures",
        "prefectures that started a scheme of their own because the national one did not reach them, in "
        "the window",
        handed("prefectures_acting_alone", "max"), "less", "none", "numbers"),
    Output("kinds_withdrawn", "services withdrawn", "share of national kinds",
        "national kinds of procedure that government took offline in the window, by a cut or by a yearly "
        "review of what saves less than it costs",
        withdrawn, "less", "none", "numbers"),
    Output("value_of_information", "value of information", "online cases a year in Japan",
        "online cases whose procedure the cuts of the window withdrew, and that cuts of the same size by "
        "true use would have spared",
        handed("value_of_information", "sum"), "", "none", "numbers"),
)  # fmt: skip
