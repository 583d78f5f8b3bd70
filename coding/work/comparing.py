"""The pages of a store under several schemes: those that a person has listed, beside the one in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.base.errors import CodingError
from coding.base.period import read_period
from coding.payment.comparison import PricedScheme
from coding.store.kept_json import list_json, list_of
from coding.store.setting import Setting
from coding.work.hospital_knowledge import days_words
from coding.work.knowledge_copies import bring
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_row
from coding.work.switch_side import BUILT_IN, SwitchSide, load_side, on_equal_terms, side_facts
from coding.work.switching import compare_stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coding.knowledge.knowledge import Knowledge
    from coding.payment.scheme_switch import SchemeSwitch
    from coding.store.store import Store

#: The schemes to compare with, as JSON.
_SCHEMES: Final = Setting("compare.schemes", "[]")
#: Begins what is kept of a copy, in place of the folder of copies. Whatever else is kept is a path of former days.
_COPY: Final = "copy:"


@dataclass(frozen=True, slots=True)
class Listed:
    """One scheme to compare with and the tariff that weighs its groups; "" = none, or the built-in scheme."""

    scheme: str = ""
    tariff: str = ""

    @property
    def title(self) -> str:
        """What it is called before it is loaded."""
        return Path(self.scheme).stem if self.scheme else BUILT_IN


def listed_schemes(store: Store) -> list[Listed]:
    """The schemes to compare with, in the order of the person."""
    try:
        rows = list_of(_SCHEMES.read(store))
        return [Listed(**{key: _found(said, store.knowledge_folder) for key, said in row.items()}) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def keep_listed(store: Store, schemes: Sequence[Listed]) -> None:
    """Remember the schemes to compare with; of a copy only where it lies in the folder of the store."""
    folder = store.knowledge_folder
    rows = [{key: _relative(said, folder) for key, said in asdict(scheme).items()} for scheme in schemes]
    _SCHEMES.write(store, list_json(rows))


def copied(store: Store, listed: Listed) -> Listed:
    """The same scheme and tariff as copies beside the data: the originals may vanish. Raises CodingError, and leaves
    nothing, where one of them cannot be used.
    """
    brought = [
        bring(store, part, Path(said)) if said and not Path(said).is_relative_to(store.knowledge_folder) else None
        for part, said in (("scheme", listed.scheme), ("tariff", listed.tariff))
    ]
    scheme, tariff = (
        str(file.path) if file else said for file, said in zip(brought, (listed.scheme, listed.tariff), strict=True)
    )
    found = Listed(scheme, tariff)
    try:
        load_plan(found)
    except CodingError:
        for file in brought:
            if file is not None:
                file.discard()
        raise
    return found


def _relative(said: str, folder: Path) -> str:
    path = Path(said)
    return _COPY + path.relative_to(folder).as_posix() if said and path.is_relative_to(folder) else said


def _found(said: str, folder: Path) -> str:
    return str(folder / said.removeprefix(_COPY)) if said.startswith(_COPY) else said


def load_plan(listed: Listed) -> PricedScheme:
    """The scheme with its tariff. Raises KnowledgeError."""
    return load_side(SwitchSide(listed.scheme, listed.tariff))


def load_plans(listed: Sequence[Listed]) -> tuple[list[tuple[Listed, PricedScheme]], list[str]]:
    """All that can be loaded, and a sentence for each that cannot."""
    plans, refused = [], []
    for one in listed:
        try:
            plans.append((one, load_plan(one)))
        except CodingError as error:
            refused.append(str(error))
    return plans, refused


def plan_in_force(knowledge: Knowledge) -> PricedScheme:
    """The scheme and the tariff of the Knowledge in force."""
    return PricedScheme(knowledge.scheme, knowledge.tariff, knowledge.policy)


def months_of(store: Store, ids: Sequence[int]) -> list[str]:
    """The months of discharge of these pages (``2026-03``), newest first; unreadable ones are left out."""
    found = {row.discharge_date[:7] for row in each_row(store, ids)}
    return sorted((m for m in found if len(m) == 7 and m[4] == "-"), reverse=True)


def periods_of(store: Store, ids: Sequence[int]) -> list[str]:
    """The years, quarters and months in which these pages were discharged, as ``read_period`` reads them: years first,
    then quarters, then months, the newest first; unreadable dates are left out.
    """
    years, quarters, months = set(), set(), set()
    for row in each_row(store, ids):
        moment = read_moment(row.discharge_date)
        if moment is not None:
            years.add(f"{moment.year}")
            quarters.add(f"{moment.year}-Q{(moment.month + 2) // 3}")
            months.add(f"{moment.year}-{moment.month:02d}")
    return [name for found in (years, quarters, months) for name in sorted(found, reverse=True)]


@dataclass(frozen=True, slots=True)
class HeldScheme:
    """A scheme that stands on the shelf with its tariff and its policy, and for which days of discharge: the first and
    the last of them, None = open.
    """

    knowledge: Knowledge
    first: date | None = None
    last: date | None = None

    @property
    def days(self) -> str:
        """2027-01-01 起; "" where it holds on every day."""
        return days_words(self.first, self.last).strip()

    @property
    def title(self) -> str:
        """What it is called among the schemes to choose from."""
        return f"现用{f'（{self.days}）' if self.days else ''}：{self.knowledge.scheme.title}"


def held_schemes(knowledge: Knowledge) -> list[HeldScheme]:
    """What pages are grouped and paid by, in the order of its days; one where that is the same on every day."""
    firsts = (None, *knowledge.first_days)
    lasts = (*(day - timedelta(days=1) for day in knowledge.first_days), None)
    found: list[HeldScheme] = []
    for first, last, span in zip(firsts, lasts, knowledge.spans or (knowledge,), strict=True):
        if found and _are_alike(found[-1].knowledge, span):
            found[-1] = replace(found[-1], last=last)
        else:
            found.append(HeldScheme(span, first, last))
    return found


def _are_alike(one: Knowledge, other: Knowledge) -> bool:
    return one.scheme is other.scheme and one.tariff is other.tariff and one.policy is other.policy


def switch_between(
    store: Store,
    knowledge: Knowledge,
    sides: tuple[Listed | HeldScheme | None, Listed | HeldScheme | None],
    ids: Sequence[int],
    period: str = "",
    step: Step = untold,
) -> SchemeSwitch:
    """The pages of a period ("" = all) under an old and a new scheme, listed or on the shelf; None is what is in force,
    where there are several schemes the last of them.

    Raises KnowledgeError where a scheme cannot be loaded, UnusableInputError where the period has no page.
    """
    wanted = read_period(period) if period else None
    plans = _plan(knowledge, sides[0]), _plan(knowledge, sides[1])
    old, new = on_equal_terms(*plans)
    facts = side_facts(old, *_paths(knowledge, sides[0])), side_facts(new, *_paths(knowledge, sides[1]))
    return compare_stored(store, knowledge, plans, facts, ids, wanted, step)


def _plan(knowledge: Knowledge, side: Listed | HeldScheme | None) -> PricedScheme:
    return load_plan(side) if isinstance(side, Listed) else plan_in_force(side.knowledge if side else knowledge)


def _paths(knowledge: Knowledge, side: Listed | HeldScheme | None) -> tuple[str, str]:
    """Where a scheme and its tariff lie."""
    if isinstance(side, Listed):
        return side.scheme, side.tariff
    source = (side.knowledge if side else knowledge).source
    return source.scheme or "", source.tariff or ""
