"""A population of one's own: a CSV with one row a person.

A city that knows its residents, or a teacher with a class of thirty, can run the model on them. The
people grow older and die by the life table; nobody is born and nobody moves, since nothing says who
would. Columns are described in ``docs/population.md``.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np

from agents.columns import BIRTH_BASE, FIELDS, VACANT
from agents.demography import MONTHS
from agents.draws import SYNTHESIS, draw, purpose
from agents.places import Places, places
from agents.population.events import BIRTH_AT, CAUSE_AT, MONTH_AT, SLOT_AT, SLOTS
from agents.population.population import DEATH, LEAVES, OLDEST, Population, ages
from agents.population.slots import HEAD_AT, PLACE_AT, SEX_AT
from agents.population.synthesis import assemble
from agents.population.targets import monthly_mortality
from configs.errors import ScenarioError

REQUIRED = ("municipality_code", "birth_year", "sex")
OPTIONAL = ("household", "education", "foreign")
SEXES = {"male": 0, "female": 1}
EDUCATION = {"junior_high": 0, "senior_high": 1, "junior_college": 2, "university": 3}
MOST_FAULTS = 20
"""Faults listed before the reader gives up."""
LARGEST_HOUSEHOLD = 7


def read_own(file: Path, name: str = "own", seed: int = 1, last: int = MONTHS) -> Population:
    """The population in a CSV file, with weight 1, for ``last`` months. ScenarioError for bad lines."""
    rows = _rows(file)
    where = places()
    faults: list[str] = []
    people = [p for line, row in rows if (p := _person(line, row, where, faults)) is not None]
    if faults:
        _refuse(faults, file)
    people.sort(key=lambda p: p[0])
    home, birth, sex, education, foreign = (np.array([p[k] for p in people]) for k in range(5))
    household = [p[5] for p in people]
    start = np.concatenate([[0], np.cumsum(np.bincount(home, minlength=len(where)))]).astype(np.int64)
    head = _heads(home, household, file)
    deaths = _deaths(birth.astype(np.uint8), sex, seed, last)
    slot = np.arange(home.size)
    local = home - np.searchsorted(where.prefecture, where.prefecture[home])
    words = (birth + (slot % 12 > 9)) | sex << SEX_AT | head.astype(np.int64) << HEAD_AT | local << PLACE_AT
    whose = (deaths >> SLOT_AT) & SLOTS

    def residents(p: int, first: np.ndarray) -> np.ndarray:
        return np.asarray(words[int(first[0]) : int(first[-1])].astype(np.uint32))

    def live(p: int, first: np.ndarray, words: np.ndarray) -> np.ndarray:
        return np.asarray(deaths[(whose >= first[0]) & (whose < first[-1])])

    made = assemble(name, len(people), seed, 1.0, where, start, residents, live, last)
    who = _with(_with(made.who, "education", education), "foreign", foreign)
    return replace(made, who=who)


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    if not file.is_file():
        raise ScenarioError(f"population.file: there is no file '{file}'; give the path of a CSV")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(
            f"population.file: {file.name}: is not UTF-8 text; save it as UTF-8 (Shift-JIS is not read)"
        ) from error
    with io.StringIO(text, newline="") as handle:
        reader = csv.DictReader(handle)
        columns = reader.fieldnames or []
        missing = [c for c in REQUIRED if c not in columns]
        strange = [c for c in columns if c not in (*REQUIRED, *OPTIONAL)]
        if missing or strange:
            _refuse(
                [f"column '{c}' is missing" for c in missing]
                + [f"column '{c}' is not known; known: {', '.join((*REQUIRED, *OPTIONAL))}" for c in strange],
                file,
            )
        rows = [(reader.line_num, row) for row in reader]
    if not rows:
        _refuse(["has no rows; one row is one person"], file)
    return rows


def _refuse(faults: list[str], file: Path) -> None:
    more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    raise ScenarioError(*(f"population.file: {file.name}: {fault}" for fault in faults[:MOST_FAULTS] + more))


def _person(
    line: int, row: dict[str, str], where: Places, faults: list[str]
) -> tuple[int, int, int, int, int, str] | None:
    """Municipality row, birth code, sex, education or -1, foreign or -1, household; None after a fault."""
    before = len(faults)
    cell = {k: (row.get(k) or "").strip() for k in (*REQUIRED, *OPTIONAL)}
    home = -1
    try:
        home = where.index(cell["municipality_code"].zfill(5))
    except KeyError:
        faults.append(f"line {line}: municipality_code '{cell['municipality_code']}' is not one of the 1,741")
    year = int(cell["birth_year"]) if cell["birth_year"].isdigit() else 0
    if not BIRTH_BASE <= year <= 2001:
        faults.append(f"line {line}: birth_year must lie in {BIRTH_BASE} .. 2001, got '{cell['birth_year']}'")
    if cell["sex"] not in SEXES:
        faults.append(f"line {line}: sex must be male or female, got '{cell['sex']}'")
    if cell["education"] not in ("", *EDUCATION):
        faults.append(
            f"line {line}: education must be one of {', '.join(EDUCATION)}, got '{cell['education']}'"
        )
    if cell["foreign"] not in ("", "0", "1"):
        faults.append(f"line {line}: foreign must be 0 or 1, got '{cell['foreign']}'")
    if len(faults) > before:
        return None
    education = EDUCATION.get(cell["education"], -1)
    foreign = int(cell["foreign"]) if cell["foreign"] else -1
    return home, year - BIRTH_BASE, SEXES[cell["sex"]], education, foreign, cell["household"]


def _heads(home: np.ndarray, household: list[str], file: Path) -> np.ndarray:
    """(n,) uint8 first persons of households: neighbouring rows with the same name in one municipality."""
    head = np.ones(home.size, np.uint8)
    size = 1
    for i in range(1, home.size):
        same = household[i] != "" and household[i] == household[i - 1] and home[i] == home[i - 1]
        head[i] = 0 if same else 1
        size = size + 1 if same else 1
        if size == LARGEST_HOUSEHOLD + 1:
            _refuse([f"household '{household[i]}' has more than {LARGEST_HOUSEHOLD} persons; split it"], file)
    return head


def _deaths(birth: np.ndarray, sex: np.ndarray, seed: int, last: int) -> np.ndarray:
    """Who dies in which month by the life tables, as packed events in order; January 2001 is spared."""
    living = birth.copy()
    found = [np.empty(0, np.int64)]
    for t in range(1, last):
        age = np.minimum(ages(living, t), OLDEST)
        chance = monthly_mortality(t)[sex, np.maximum(age, 0)]
        luck = draw(seed, 0, SYNTHESIS, t, purpose("DEATH"), 1, np.arange(birth.size))
        dead = np.flatnonzero((age >= 0) & (luck < chance * 4294967296.0))
        living[dead] = VACANT
        found.append(t << MONTH_AT | dead << SLOT_AT | LEAVES << BIRTH_AT | DEATH << CAUSE_AT)
    return np.concatenate(found)


def _with(who: np.ndarray, name: str, values: np.ndarray) -> np.ndarray:
    """``who`` with a field set where ``values`` is given (not -1)."""
    f = FIELDS[name]
    set_to = np.maximum(values, 0).astype(np.uint32) << np.uint32(f.shift)
    cleared = who & np.uint32(0xFFFFFFFF ^ (((1 << f.bits) - 1) << f.shift))
    return np.asarray(np.where(values >= 0, cleared | set_to, who).astype(np.uint32))
