"""Why a check or pattern does not hold, as far as we see; written by hand, printed beside the scores."""

from __future__ import annotations

_PLACES = (
    "places differ by the modelled fiscal index (`card.place_finance`), which stands for campaigns of cities "
    "that nobody has counted; it is a latent field, partly luck, so never rank single places with it"
)
WHY: dict[str, str] = {
    "cards_ranks": _PLACES,
    "cards_2020-12": "at ten thousand people one life differs from another by two points",
    "cards_2021-12": "one weight for money serves all windows of the campaign",
    "VP-1": "all five lie within twelve points, but not within sampling error: too many want it, and gates "
    "of device and credential bind more than people say. A closer fit of five numbers would be over-fitting",
    "VP-2": "the weight of money that fits the card makes fees count for much in registration",
    "VP-3": "worth as photo ID is a smooth function of age alone; licences are not in the population",
    "VP-5": "need and news worked together after the relief payment; the model has need alone",
    "VP-7": _PLACES,
    "etax_old_2020": "too few file alone in the model: a certificate or an ID takes a visit, and filers are "
    "drawn anew each year, so that few carry theirs into the next",
}
"""Check or pattern -> argument."""
