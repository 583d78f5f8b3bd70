"""A data set of checked pages: what its tables are called, and who counts the pages of one.

``check --format parquet`` writes it, ``month`` rolls it up. Counting is a trade of its own (``RollsUp``): an engine
that never holds all pages does it, by the same definitions as ``coding.indicators``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from coding.base.errors import UnusableInputError
from coding.base.parquet_writer import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from coding.base.period import Period
    from coding.indicators.counts import Counts

#: The tables. ``facts`` has the columns of ``resources/indicators/columns.csv`` and those below.
FINDINGS, GROUPS, SCORES, REJECTS, FACTS = "findings", "groups", "scores", "rejects", "facts"
#: Beside the facts of a page: its organisation and region, its number in the run, what pages of one stay share (the
#: last of them counts), the rules that found something (one entry a finding), those that could not be judged, and the
#: name of its group.
BESIDE_FACTS: Final = (
    "organisation", "organisation_name", "region", "number", "same_stay", "found", "unjudged", "group_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedSet:
    """What the mark of a data set says: the stamp of the Knowledge of its verdicts, the shape of its facts, and of the
    rules that were in use those with a class of violation.
    """

    folder: Path
    knowledge: str
    shape: str
    pages: int
    violations: Mapping[str, str]


def is_checked_set(path: Path) -> bool:
    """Whether a folder is a whole data set of checked pages."""
    return (path / MARK).is_file()


def read_checked_set(folder: Path, shape: str) -> CheckedSet:
    """The mark of a data set. Raises UnusableInputError where it is none, or of facts of another shape than ours."""
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
        stamp, facts, pages, rules = (told[key] for key in ("knowledge", "facts", "pages", "violations"))
        found = CheckedSet(folder, str(stamp), str(facts), int(pages), dict(rules))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableInputError(f"“{folder}”不是 check --format parquet 写出的结果：请核对目录。") from error
    if found.shape != shape:
        raise UnusableInputError(f"“{folder}”是另一版本的程序写出的：请用 check --format parquet 重新检查后再汇总。")
    return found


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of a data set: its key among the folders, its code or name, its name, its region; its pages."""

    key: str
    code: str
    name: str
    region: str


class CountedSpell(Protocol):
    """The pages of one or all organisations, those of one stay once, counted by any spell of time."""

    def counts(self, period: Period) -> Counts:
        """What figures ask of the pages discharged in a period."""
        ...

    def rules(self, period: Period) -> Sequence[tuple[str, int, int]]:
        """Of each rule that found something: pages and findings."""
        ...

    def unjudged(self, period: Period) -> Mapping[str, int]:
        """Rule → pages on which it could not be judged."""
        ...

    def group_names(self, period: Period) -> Mapping[str, str]:
        """Group → its name, as the first page has it."""
        ...

    def told(self) -> tuple[int, int]:
        """Pages of no readable day of discharge, and pages whose stay a later one tells again."""
        ...


class RolledUp(Protocol):
    """Data sets that are open for counting."""

    def organisations(self) -> Sequence[Organisation]:
        """The organisations, in the order of their codes."""
        ...

    def spell(self, periods: Sequence[Period], organisation: Organisation | None = None) -> CountedSpell:
        """The pages of an organisation, or of all, that were discharged in any of the periods. One is open at a time:
        the one before it is given up.
        """
        ...


@runtime_checkable
class RollsUp(Protocol):
    """Opens data sets for counting; only ``main.py`` knows what counts. Raises UnusableInputError."""

    def roll_up(self, folders: Sequence[Path]) -> AbstractContextManager[RolledUp]:
        """The data sets of these folders, together."""
        ...
