"""Chances: how sure one may be which option is best, and which are beaten by others.

The chance that an option is best is that of its mean effect, over the spread of the paired runs and the
stated range of its costs; over values of an added user it is the acceptability curve (van Hout 1994).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.priced import Option
from experiments.statistics import LEVEL, paired

DRAWS = 4096
"""Points of the even net (Sobol 1967) over which chances are taken: the same every time."""

NOTHING = "do nothing"


def dominated(options: Sequence[Option]) -> dict[str, list[str]]:
    """Option -> what is at least as good and no dearer, on means; doing nothing counts.

    An option is also out where a mix of a cheaper and a dearer one gives more for as much (extended
    dominance): then two are named.
    """
    points = [(0.0, 0.0, NOTHING), *((one.yen, float(one.users.mean()), one.arm) for one in options)]
    beaten: dict[str, list[str]] = {}
    for yen, users, name in points[1:]:
        for other_yen, other_users, other in points:
            better = other_yen <= yen and other_users >= users and (other_yen, other_users) != (yen, users)
            if better and other != name and name not in beaten:
                beaten[name] = [other]
    left = sorted(point for point in points if point[2] not in beaten)
    for yen, users, name in left[1:]:
        mixes = [
            (cheap[1] + (yen - cheap[0]) / (dear[0] - cheap[0]) * (dear[1] - cheap[1]), [cheap[2], dear[2]])
            for cheap in left
            for dear in left
            if cheap[0] < yen < dear[0]
        ]
        most, of = max(mixes, default=(users, []))
        if most > users:
            beaten[name] = of
    return beaten


def ties(options: Sequence[Option], level: float = LEVEL) -> list[list[str]]:
    """Pairs of options whose added users cannot be told apart by their paired interval at ``level``."""
    return [
        [one.arm, other.arm]
        for k, one in enumerate(options)
        for other in options[k + 1 :]
        if not paired(one.users.tolist(), other.users.tolist(), level=level).detected
    ]


def most_users(options: Sequence[Option]) -> dict[str, float]:
    """Chance of each option to add most own users; the chances sum to 1, equal options share."""
    return _chances({one.arm: users for one, (users, _) in zip(options, _draws(options), strict=True)})


def best(options: Sequence[Option], worth: float) -> dict[str, float]:
    """Chance of each option, and of doing nothing, of the largest net benefit at ``worth`` yen a user."""
    drawn = _draws(options)
    nets = {NOTHING: np.zeros(DRAWS)}
    nets |= {one.arm: worth * users - yen for one, (users, yen) in zip(options, drawn, strict=True)}
    return _chances(nets)


def _chances(drawn: Mapping[str, np.ndarray]) -> dict[str, float]:
    if not drawn:
        return {}
    table = np.array(list(drawn.values()))
    first = table == table.max(axis=0)
    shares = (first / first.sum(axis=0)).mean(axis=1)
    return dict(zip(drawn, map(float, shares), strict=True))


def _draws(options: Sequence[Option]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Mean users and mean yen of every option at each point of the net: (DRAWS,) each.

    Means follow the multivariate Student distribution of the paired runs; the place within a range of costs
    is uniform and each option's own. With one run there is no spread but that of costs.
    """
    if not options:
        return []
    from scipy.special import gammaincinv, ndtri
    from scipy.stats import qmc

    count, runs = len(options), len(options[0].users)
    users = np.array([one.users for one in options])
    spread = np.array([(one.low + one.high) / 2 for one in options])
    both = np.concatenate([users, spread])
    means = both.mean(axis=1)
    sampler = qmc.Sobol(2 * count + count + 1, scramble=False)
    net = (sampler.random(DRAWS) + 0.5 / DRAWS) % 1.0
    net = np.clip(net, 1e-9, 1.0 - 1e-9)
    moved = np.zeros((2 * count, DRAWS))
    if runs > 1:
        scale = np.maximum(np.abs(both).max(axis=1), 1.0)
        covariance = np.atleast_2d(np.cov(both / scale[:, None], ddof=1)) / runs
        size, vectors = np.linalg.eigh(covariance)
        root = vectors * np.sqrt(np.maximum(size, 0.0))
        chi = 2.0 * gammaincinv((runs - 1) / 2, net[:, -1])
        normal = ndtri(net[:, : 2 * count]) * np.sqrt((runs - 1) / chi)[:, None]
        moved = (root @ normal.T) * scale[:, None]
    at = means[:, None] + moved
    half = np.array([float((one.high - one.low).mean()) / 2 for one in options])
    place = 2.0 * net[:, 2 * count : 3 * count].T - 1.0
    return [(at[k], at[count + k] + half[k] * place[k]) for k in range(count)]
