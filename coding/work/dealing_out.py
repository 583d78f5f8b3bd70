"""Pages of a store dealt out as packages, one a person: by ward, or those that were flagged for the officer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coding.exchange.package_body import Package, PackageKind, PackedPage, page_digest
from coding.exchange.packages import ENDING, package_id, write_package
from coding.page.fields import field_catalogue
from coding.store.kept_packages import CameBack, NotedPackage, NotedPage
from coding.work.package_pages import note_package, stored_pages
from coding.work.steps import Step, untold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.exchange.age_seal import Lock
    from coding.exchange.packages import Signer
    from coding.store.kept_packages import KeepsPackages
    from coding.store.kept_pages import KeepsPages
    from coding.store.store import Store

#: What no file name holds, on any system.
_NOT_IN_NAMES = '\\/:*?"<>|\r\n\t'


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the name in the history, the key that signs, and the public key (``age1…``) for what comes back."""

    name: str
    signer: Signer
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """What one person gets: for whom it is sealed, which pages, under which title; and of flagged pages why."""

    receiver: str
    lock: Lock
    ids: tuple[int, ...]
    title: str = ""
    kind: PackageKind = PackageKind.DEALT
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dealt:
    """What was dealt: file, id of the package, receiver, number of pages. ``still_out``: page → who has it already."""

    path: Path | None
    id: str
    receiver: str
    pages: int
    still_out: Mapping[int, str] = field(default_factory=dict)

    def in_words(self) -> str:
        """已分发给 王敏 120 份：…"""
        out = f"另有 {len(self.still_out):,} 份已分发而未交回，没有再次分发。" if self.still_out else ""
        if self.path is None:
            return f"没有可以分发给“{self.receiver}”的病案。{out}"
        return f"已分发给“{self.receiver}”{self.pages:,} 份病案：{self.path.name}。{out}"


def by_ward(store: KeepsPages, since: str = "", until: str = "") -> dict[str, tuple[int, ...]]:
    """The pages of a month (ISO days, both included) by ward, of pages without one by department; "" = neither."""
    found: dict[str, list[int]] = {}
    for page in store.figures(since, until):
        ward = page.ward.strip() or field_catalogue().value_label("discharge_dept", page.dept.strip())
        found.setdefault(ward, []).append(page.id)
    return {ward: tuple(found[ward]) for ward in sorted(found)}


def still_out(notes: KeepsPackages, ids: Collection[int]) -> dict[int, str]:
    """Which of these pages are with somebody, and with whom."""
    wanted = frozenset(ids)
    return {page_id: package.partner for package in notes.packages() for page_id in sorted(package.out & wanted)}


def deal(
    store: Store,
    notes: KeepsPackages,
    folder: Path,
    deals: Sequence[Deal],
    sender: Sender,
    now: datetime,
    step: Step = untold,
) -> list[Dealt]:
    """Write a package for each person and note what went to whom. A page that is out is not dealt once more.

    Raises PackageError and UnusableInputError; what was written until then is noted and stays.
    """
    done: list[Dealt] = []
    total = sum(len(each.ids) for each in deals)
    told = 0
    for each in deals:
        step(told, total)
        done.append(_deal(store, notes, folder, each, sender, now))
        told += len(each.ids)
    step(total, total)
    return done


def _deal(store: Store, notes: KeepsPackages, folder: Path, one: Deal, sender: Sender, now: datetime) -> Dealt:
    out = still_out(notes, one.ids)
    ids = [page_id for page_id in dict.fromkeys(one.ids) if page_id not in out]
    pages = _packed(store, ids, one)
    if not pages:
        return Dealt(None, "", one.receiver, 0, out)
    sources = store.sources(ids)
    of_page = {page_id: number for number, (_, members) in enumerate(sources) for page_id in members}
    package = Package(
        one.kind,
        sender.name,
        one.receiver,
        now,
        tuple(replace(page, source=of_page.get(page.page_id)) for page in pages),
        one.title,
        reply=sender.reply,
        sources=tuple(source for source, _ in sources),
    )
    path = free_path(folder, f"{one.kind.label} {one.title} {one.receiver} {now:%Y%m%d}")
    noted = tuple(NotedPage(p.page_id, p.page_id, page_digest(p.base), p.state.value) for p in pages)
    told = (package_id(package), one.kind.value, one.receiver, now)
    note = NotedPackage(*told, is_ours=True, pages=noted, title=one.title)
    # noted first: a package that is on its way and of which nobody knows could not come back
    notes.keep_package(note)
    try:
        write_package(path, package, sender.signer, one.lock)
    except BaseException:
        notes.came_back(note.id, _called_off(note, store.me.name, now))
        raise
    note_package(store, note.id, one.kind, one.receiver, len(pages))
    return Dealt(path, note.id, one.receiver, len(pages), out)


def call_off(store: Store, notes: KeepsPackages, package_id: str, now: datetime) -> int:
    """Wait no more for a package that was dealt: its pages may be dealt anew; how many. What comes back in spite of it
    is merged all the same. Raises StoreError for a package that nothing is known of.
    """
    package = notes.package(package_id)
    pages = [] if package is None else _called_off(package, store.me.name, now)
    notes.came_back(package_id, pages)
    return len(pages)


def _called_off(package: NotedPackage, by: str, now: datetime) -> list[CameBack]:
    return [
        CameBack(package.id, page.page_id, page.digest, by, now)
        for page in package.pages
        if page.page_id in package.out
    ]


def _packed(store: Store, ids: Sequence[int], one: Deal) -> list[PackedPage]:
    return [
        PackedPage(
            stored.page_id,
            stored.now.page,
            stored.now.page,
            stored.now.state,
            stored.now.state,
            stored.now.entries,
            tuple(store.reviews(stored.page_id)),
            note=one.notes.get(stored.page_id, ""),
        )
        for stored in stored_pages(store, ids)
    ]


def free_path(folder: Path, words: str) -> Path:
    """A file of the folder that is not there yet: a package never takes the place of another one."""
    name = " ".join("".join(" " if sign in _NOT_IN_NAMES else sign for sign in words).split())[:80]
    tried: Iterable[str] = (name, *(f"{name} ({n})" for n in range(2, 10_000)))
    return next(path for path in (folder / f"{one}{ENDING}" for one in tried) if not path.exists())
