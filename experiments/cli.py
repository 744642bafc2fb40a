"""``denshi VERB name=value ...``: from words to a verb, and from any mistake to one line.

Every verb lives in its own module and is imported when it is called, so that help, lists and refusals
come at once. A verb prints its result on standard output; everything else goes to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module

from experiments.help import HELP, VERBS, WELCOME

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; a check failed or a result could not be kept; nothing ran; stopped from outside."""

AGAIN = 0.05
"""Seconds after which a Ctrl-C that fell into a callback is sent again: callbacks take far less."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    argv : the words after ``denshi``; those of the process when None
    Returns the exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    sys.unraisablehook = _not_lost
    try:
        return _command(words)
    except KeyboardInterrupt:
        return _failed(words, ["stopped; nothing unfinished was kept"], INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _not_lost(fault: sys.UnraisableHookArgs) -> None:
    """Ctrl-C inside a callback of the compiler cannot be raised there: it is sent again a moment later."""
    if not isinstance(fault.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(fault)
        return
    again = threading.Timer(AGAIN, os.kill, (os.getpid(), signal.SIGINT))
    again.daemon = True
    again.start()


def _command(words: list[str]) -> int:
    from configs.errors import ScenarioError, unknown
    from experiments.failure import Unfinished, os_line

    try:
        config_dir, words = _config_dir(words)
        asks_help = any(word in ("-h", "--help") for word in words)
        words = [word for word in words if word not in ("-h", "--help")]
        if "--version" in words:
            return _version()
        if not words:
            print(HELP if asks_help else WELCOME)
            return DONE
        verb, options = words[0], words[1:]
        if verb == "help":
            verb, asks_help = (options[0], True) if options else ("", True)
        if verb and verb not in VERBS:
            raise unknown(f"denshi {verb}", verb, VERBS, what="verb")
        if asks_help:
            print(VERBS[verb].text if verb else HELP)
            return DONE
        _log_to_stderr()
        result: int = import_module(VERBS[verb].module).run(options, config_dir)
        return result
    except ScenarioError as error:
        return _failed(words, list(error.lines), REFUSED)
    except Unfinished as error:
        return _failed(words, list(error.lines), FAILED)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _failed(words, [os_line(error)], REFUSED)


def _config_dir(words: list[str]) -> tuple[str | None, list[str]]:
    """The folder of ``--config-dir``, and the other words."""
    from configs.errors import ScenarioError

    folder, rest, waiting = None, [], False
    for word in words:
        if waiting:
            folder, waiting = word, False
        elif word == "--config-dir":
            waiting = True
        elif word.startswith("--config-dir="):
            folder = word.partition("=")[2]
        elif word.startswith("--") and word not in ("--help", "--version", "--multirun"):
            advice = f"write {word[2:]}" if "=" in word else "write name=value"
            raise ScenarioError(f"{word}: no such option; {advice}, or --config-dir FOLDER")
        else:
            rest.append(word)
    if waiting:
        raise ScenarioError("--config-dir: has no folder; write --config-dir FOLDER")
    return folder, rest


def _failed(words: Sequence[str], lines: list[str], code: int) -> int:
    """Says what went wrong, on standard error and for ``json=true`` as an object on standard output."""
    if "json=true" in words:
        print(json.dumps({"error": lines}, ensure_ascii=False))
    for line in lines:
        print(line, file=sys.stderr)
    return code


def _version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"denshi {version('denshi')}")
    except PackageNotFoundError:
        print("denshi, not installed as a package")
    return DONE


def _log_to_stderr() -> None:
    """What names were taken to mean, and notes, go to standard error."""
    log = logging.getLogger("denshi")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.handlers = [handler := logging.StreamHandler(sys.stderr)]
    handler.setFormatter(logging.Formatter("%(message)s"))
