"""How much institutions can do: the fiscal field, and how many cases the desks settle a day.

Municipal budgets of 2001 are not in the data, so the fiscal index is a latent field: larger and
denser places are richer on average, and a part stays luck (grade E). Desks, mail room, back office
and card window are sized by staff; a service area takes the sum of its municipalities.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.exact import exp, log
from agents.institutions.assumptions import Assumptions

COUNTER, MAIL, OFFICE, CARD = 0, 1, 2, 3
"""The four queues of a service area; their order is the order of all (A, 4) arrays."""

LOWEST_INDEX, HIGHEST_INDEX = 0.05, 2.0
"""Range of the fiscal index; published indices of municipalities lie inside."""


@njit(cache=True)
def _fiscal_index(population, density, middle_population, middle_density, luck, values, low, high, out):
    for m in range(population.size):
        index = values.finance_level * exp(
            values.finance_size * log(max(population[m], 1.0) / middle_population)
            + values.finance_density * log(max(density[m], 0.1) / middle_density)
            + values.finance_spread * luck[m]
        )
        out[m] = min(max(index, low), high)


def fiscal_index(
    population: np.ndarray, density: np.ndarray, luck: np.ndarray, values: Assumptions, out: np.ndarray
) -> None:
    """Fiscal index of each municipality, log-linear in size and density.

    population, density : (M,) float64   persons; persons per km2
    luck : (M,) float64                  standard normal
    out : (M,) float64, written          0.05-2, the median near ``finance.level``
    """
    middle_population = max(float(np.median(population)), 1.0)
    middle_density = max(float(np.median(density)), 0.1)
    _fiscal_index(
        population, density, middle_population, middle_density, luck, values, LOWEST_INDEX, HIGHEST_INDEX, out
    )


def desk_capacity(
    values: Assumptions,
    employees: np.ndarray,
    population: np.ndarray,
    area: np.ndarray,
    areas: int,
    weight: float,
    offline: np.ndarray | float = 1.0,
    card: np.ndarray | float = 1.0,
) -> np.ndarray:
    """Cases a working day that each service area can settle, in simulated cases: (A, 4) float64.

    employees, population : (M,) float64   general administration employees; residents
    area : (M,) int64                    service area of each municipality
    weight : float                       persons in Japan per simulated citizen
    offline, card : (M,) or float        levers offline.capacity and card.capacity
    Columns are COUNTER, MAIL, OFFICE, CARD. National branch offices are not apart: their desks
    count as desks of the area.
    """
    desk = employees * values.counter_staff_share
    at_mail = desk * values.counter_mail_share
    by_municipality = (
        (desk - at_mail) * values.counter_cases_per_staff_day * offline,
        at_mail * values.counter_cases_per_staff_day * offline,
        at_mail * values.office_cases_per_staff_day,
        population / 1000.0 * values.card_cases_per_1000_day * card,
    )
    out = np.zeros((areas, 4))
    for queue, cases in enumerate(by_municipality):
        out[:, queue] = np.bincount(area, weights=cases, minlength=areas)
    return out / weight
