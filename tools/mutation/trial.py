"""Tests in a process of their own, so that a mutant can hang, exhaust memory or kill the interpreter."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

MEMORY_LIMIT = 6 * 1024**3
"""Bytes of data that the tests of one mutant may take."""

_PRELOADED = ["pytest", "hypothesis", "hypothesis.strategies", "numpy", "rapidfuzz", "openpyxl", "python_calamine"]
_PRELOADED += ["PySide6.QtWidgets", "pytestqt.plugin", "_hypothesis_pytestplugin", "sqlite_utils", "_pytest.assertion"]
_QUIET = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--hypothesis-seed=0", "--import-mode=importlib"]


def processes() -> BaseContext:
    """Forks of a process that has the libraries loaded, where the system can fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def run(tree: Path, arguments: Sequence[str], order: Sequence[str] | None, seconds: float) -> int | None:
    """The exit status of pytest in a tree, None when the time was over.

    ``order``: the tests to run, in this order; None runs all that are collected.
    """
    process = processes().Process(target=_tests, args=(str(tree), list(arguments), order))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    return process.exitcode


class _Order:
    """Keeps the tests that are named, in the order in which they are named."""

    def __init__(self, order: Sequence[str]) -> None:
        self._place = {test: place for place, test in enumerate(order)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Overrides the order of the files."""
        items[:] = sorted((i for i in items if i.nodeid in self._place), key=lambda i: self._place[i.nodeid])


class Durations:
    """Seconds of every test, fixtures included, written where ``MUTANTS_DURATIONS`` says."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One report for the set-up, one for the call, one for the end."""
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self) -> None:
        """All tests have run."""
        Path(os.environ["MUTANTS_DURATIONS"]).write_text(json.dumps(self._seconds), encoding="utf-8")


def _tests(tree: str, arguments: list[str], order: Sequence[str] | None) -> None:
    """The whole life of the child."""
    _only_this_tree(tree)
    _limit_memory()
    _deterministic()
    import pytest

    plugin = Durations() if order is None else _Order(order)
    sys.dont_write_bytecode = order is not None
    status = int(pytest.main([*_QUIET, f"--rootdir={tree}", *arguments], plugins=[plugin]))
    sys.stdout.flush()
    os._exit(status)


def _only_this_tree(tree: str) -> None:
    os.chdir(tree)
    here = Path(__file__).resolve().parent.parent.parent
    outside = {str(here), str(here / "tools"), ""}
    sys.path[:] = [tree, *(p for p in sys.path if p not in outside)]
    for name in [n for n in sys.modules if n.partition(".")[0] in ("tools", "coding", "db", "ui", "tests")]:
        del sys.modules[name]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in () if os.environ.get("MUTANTS_SHOW") else (1, 2):
        os.dup2(nowhere, stream)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT, MEMORY_LIMIT))


def _deterministic() -> None:
    import hypothesis

    hypothesis.settings.register_profile(
        "mutants",
        deadline=None,
        database=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],  # that it fails is enough: nothing is shrunk
    )
    hypothesis.settings.load_profile("mutants")
