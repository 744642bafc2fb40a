"""Checked: every point of a sweep is a valid scenario before the first one runs.

A configuration is composed and checked once, written into the store by its digest, and remembered: a sweep
that is repeated needs neither Hydra nor the checks, as long as neither the shipped files nor the user's own
have changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from configs.errors import ScenarioError
from configs.months import month_text
from configs.names import complete
from configs.overrides import parse
from configs.trees import Tree
from experiments.arms import checked, compose
from experiments.store import lines
from experiments.store.code import sources_digest
from experiments.store.layout import Layout, write_whole
from simulation.fingerprint import config_digest, mechanisms_in_use
from simulation.parallel import Months, processors, side_by_side
from simulation.scenario import Scenario, assemble

MANY = 40
"""Configurations from which on several processors check them: a check takes about 60 ms."""
MOST_FAULTS = 20
"""Lines of complaint that are shown."""
NOT_CHANGES = ("scenario", "population", "population.citizens", "record", "name")
"""Words that have a column of their own in the table."""

Words = tuple[str, ...]


class Facts(NamedTuple):
    """What is known of a configuration without composing it.

    config : its digest; parts : optional mechanism files in use; changes : a JSON object
    own_files : a population or a network of the user's, whose content may change under the same name
    """

    config: str
    parts: tuple[str, ...]
    scenario: str
    population: str
    citizens: int
    seed: int
    replicate: int
    population_seed: int
    first: str
    last: str
    record: str
    changes: str
    own_files: bool


def facts_of(asked: Iterable[Words], layout: Layout, config_dir: str | None) -> dict[Words, Facts]:
    """The facts of each configuration; those not remembered are composed, checked and kept.

    Raises ScenarioError with a line for each fault of any of them; nothing has run then.
    """
    memory = _Memory(layout, config_dir)
    wanted = list(dict.fromkeys(asked))
    found = {words: facts for words in wanted if (facts := memory.known(words)) is not None}
    missing = [words for words in wanted if words not in found]
    log = logging.getLogger("denshi")
    once = _Once()
    for handler in log.handlers:
        handler.addFilter(once)

    def check(words: Words, months: Months) -> Facts | tuple[str, ...]:
        try:
            return _checked(words, layout, config_dir)
        except ScenarioError as error:
            return error.lines

    answers = list[Facts | tuple[str, ...]]()
    if missing:
        # The first by itself: what its names were taken to mean is said once, and most share its faults.
        answers = [check(missing[0], Months(0, None))]
        rest = missing[1:]
        workers = processors() if len(rest) >= MANY and not _is_fault(answers[0]) else 1
        if workers > 1:
            log.setLevel(logging.WARNING)
        answers += side_by_side(check, rest, workers, len(rest))
        log.setLevel(logging.INFO)
    for handler in log.handlers:
        handler.removeFilter(once)
    faults = list(dict.fromkeys(line for answer in answers if _is_fault(answer) for line in answer))
    if faults:
        more = [f"and {len(faults) - MOST_FAULTS} faults more"] if len(faults) > MOST_FAULTS else []
        raise ScenarioError(*map(str, faults[:MOST_FAULTS]), *more)
    new = {words: answer for words, answer in zip(missing, answers, strict=True) if isinstance(answer, Facts)}
    memory.remember(new)
    return found | new


def _is_fault(answer: Facts | tuple[str, ...]) -> bool:
    return not isinstance(answer, Facts)


def _checked(words: Words, layout: Layout, config_dir: str | None) -> Facts:
    """Composes, checks and keeps one configuration. Raises ScenarioError."""
    from experiments.output import check_population  # brings the engine along, which a repeated sweep spares

    tree = compose(words, config_dir)
    scenario = checked(tree, words)
    section = tree.get("checkpoint") or {}
    if not isinstance(section, Mapping) or section.get("every"):
        raise ScenarioError("checkpoint.every: a sweep resumes whole runs; leave it out")
    check_population(scenario)
    resolved = scenario.resolved()
    digest = config_digest(resolved)
    file = config_file(layout, digest)
    own_files = any((resolved[section] or {}).get("file") for section in ("population", "network"))
    # The digest holds the content of such files and not their names: the newest name is where it lies now.
    if own_files or not file.is_file():
        write_whole(file, gzip.compress(json.dumps(resolved, ensure_ascii=False).encode(), 6, mtime=0))
    return Facts(
        config=digest,
        parts=mechanisms_in_use(resolved),
        scenario=scenario.name,
        population=scenario.population.name,
        citizens=scenario.population.citizens,
        seed=scenario.seed,
        replicate=scenario.replicate,
        population_seed=scenario.population.seed,
        first=month_text(scenario.calendar.start),
        last=month_text(scenario.calendar.end),
        record=scenario.record,
        changes=json.dumps(_changes(words, tree), ensure_ascii=False),
        own_files=own_files,
    )


def _changes(words: Sequence[str], tree: Tree) -> dict[str, Any]:
    """Full name -> value of every change but those that have a column of their own."""
    found: dict[str, Any] = {}
    for word in words:
        change = parse(word)
        if change.key in NOT_CHANGES:
            continue
        if change.sign == "~":
            found[f"~{change.key}"] = True
            continue
        try:
            name = change.key if change.key == "remove" else complete(change.key, tree)
        except ScenarioError:  # it names what another word has removed
            name = change.key
        found[name] = change.value
    return found


def config_file(layout: Layout, digest: str) -> Path:
    """Where the resolved configuration lies."""
    return layout.configs / f"{digest}.json.gz"


def read_config(data: bytes, origin: str) -> Scenario:
    """The scenario that a kept configuration holds. Raises OSError when it is damaged."""
    try:
        tree: Mapping[str, Any] = json.loads(gzip.decompress(data))
    except (EOFError, ValueError, zlib.error) as error:
        raise OSError(f"{origin}: damaged ({error}); delete it and repeat the sweep") from None
    return assemble(tree)


class _Memory:
    """Facts of configurations that were checked before, under the same files."""

    def __init__(self, layout: Layout, config_dir: str | None) -> None:
        self.layout = layout
        self.config_dir = config_dir
        self.folder = _folder_digest(config_dir)
        self.file = layout.memory / f"points-{sources_digest()}.jsonl"
        self.facts: dict[str, Facts] = {}
        if self.file.is_file():
            for line in self.file.read_bytes().splitlines():
                entry = lines.read(line) if line else None
                if entry is not None:
                    self.facts[entry["words"]] = Facts(*entry["parts"])._replace(parts=tuple(entry["files"]))

    def known(self, words: Words) -> Facts | None:
        """The remembered facts, if the kept configuration is there as well."""
        facts = self.facts.get(self._name(words))
        return facts if facts is not None and config_file(self.layout, facts.config).is_file() else None

    def remember(self, found: Mapping[Words, Facts]) -> None:
        """Adds facts, in one write; not of configurations that may mean something else next time.

        Raises OSError.
        """
        found = {words: facts for words, facts in found.items() if not facts.own_files}
        if not found:
            return
        data = b"\n" + b"".join(
            lines.written(
                {"words": self._name(words), "parts": facts._replace(parts=()), "files": facts.parts}
            )
            for words, facts in found.items()
        )
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)

    def _name(self, words: Words) -> str:
        """Digest of the words, of the user's files that they name, and of the folder of ``--config-dir``."""
        digest = hashlib.sha256(json.dumps([words, self.folder]).encode())
        for word in words:
            file = Path(word.partition("=")[2])
            if file.suffix in (".yaml", ".yml", ".csv") and file.is_file():
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()[:20]


def _folder_digest(folder: str | None) -> str:
    if folder is None:
        return ""
    digest = hashlib.sha256()
    for path in sorted(Path(folder).rglob("*.y*ml")):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    return digest.hexdigest()


class _Once(logging.Filter):
    """Lets each message pass once."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        new = text not in self.said
        self.said.add(text)
        return new
