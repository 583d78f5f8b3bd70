"""The pages of a store under several schemes: those that a person has listed, beside the one in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.drg.scheme import embedded_scheme, load_scheme
from coding.grouping.page_case import case_of
from coding.payment.comparison import Comparison, PricedScheme, compare_plans
from coding.payment.tariff import load_tariff
from coding.store.kept_json import list_json, list_of
from coding.store.setting import Setting
from coding.work.knowledge_copies import bring
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.grouping.case import Case
    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store

#: The schemes to compare with, as JSON.
_SCHEMES: Final = Setting("compare.schemes", "[]")
#: Begins what is kept of a copy, in place of the folder of copies. Whatever else is kept is a path of former days.
_COPY: Final = "copy:"
#: Pages between two looks whether to go on.
_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One scheme to compare with and the tariff that weighs its groups; "" = none, or the built-in scheme."""

    scheme: str = ""
    tariff: str = ""

    @property
    def title(self) -> str:
        """What it is called before it is loaded."""
        return Path(self.scheme).stem if self.scheme else "内置通用方案"


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
    scheme = load_scheme(Path(listed.scheme)) if listed.scheme else embedded_scheme()
    return PricedScheme(scheme, load_tariff(Path(listed.tariff)) if listed.tariff else None)


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
    return PricedScheme(knowledge.scheme, knowledge.tariff)


def months_of(store: Store, ids: Sequence[int]) -> list[str]:
    """The months of discharge of these pages (``2026-03``), newest first; unreadable ones are left out."""
    found = {row.discharge_date[:7] for row in each_row(store, ids)}
    return sorted((m for m in found if len(m) == 7 and m[4] == "-"), reverse=True)


def compare_pages(
    store: Store,
    knowledge: Knowledge,
    listed: Sequence[Listed],
    ids: Sequence[int],
    month: str = "",
    step: Step = untold,
) -> tuple[list[Comparison], list[str]]:
    """The pages of a month (``2026-03``; "" for all) under the scheme in force then, and under each of the list.

    Comparisons, and a sentence for each scheme that could not be loaded.
    """
    plans, refused = load_plans(listed)
    in_force = plan_in_force(knowledge.on(date.fromisoformat(f"{month}-01") if month else None))
    wanted = [row.id for row in each_row(store, ids) if row.discharge_date.startswith(month)]

    def cases() -> Iterator[Case]:
        for done, (_, page) in enumerate(store.pages(wanted), 1):
            yield case_of(page, knowledge.of(page).codes)
            if done % _TOGETHER == 0 or done == len(wanted):
                step(done, len(wanted))

    return compare_plans(cases(), [in_force, *(plan for _, plan in plans)]), refused
