"""A package at the machine of who works on it: its pages into the store there, and what was done on them sent back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.exchange.age_seal import PackageError
from coding.exchange.package_body import Package, PackageKind, PackedPage, page_digest
from coding.exchange.packages import write_package
from coding.page.reading import Reading
from coding.page.step import PageState
from coding.store.kept_imports import ImportSource
from coding.store.kept_packages import NotedPackage, NotedPage
from coding.work.dealing_out import free_path
from coding.work.package_pages import note_package, stored_pages, version_of
from coding.work.package_words import bring_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from coding.exchange.age_seal import Lock
    from coding.exchange.packages import Opened
    from coding.store.kept_packages import KeepsPackages
    from coding.store.store import ImportResult, Store
    from coding.work.dealing_out import Sender


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What a package did to the store: the ids of its pages here, and the pages (record numbers) that stand here
    otherwise, because somebody has worked on them: those were left as they are.
    """

    id: str
    sender: str
    ids: tuple[int, ...]
    left: tuple[str, ...] = ()
    was_here: bool = False

    def in_words(self) -> str:
        """已从 … 的工作包读入 120 份病案。"""
        if self.was_here:
            return f"这个工作包已经读入过（{len(self.ids):,} 份病案），没有重复读入。"
        told = f"已从“{self.sender}”的工作包读入 {len(self.ids):,} 份病案。"
        if not self.left:
            return told
        some = "、".join(self.left[:5]) + (" 等" if self.left[5:] else "")
        return f"{told}另有 {len(self.left):,} 份在本机已改过（病案号 {some}），没有覆盖：请先交回它们所在的工作包。"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A package that goes back: file, id, number of pages, and the record numbers that could not go with it."""

    path: Path
    id: str
    pages: int
    left: tuple[str, ...] = ()

    def in_words(self) -> str:
        """已写成交回的工作包 …"""
        left = (
            f"另有 {len(self.left):,} 份在本机的记录与分发时不符，没有交回：请联系发件人重新分发。" if self.left else ""
        )
        return f"已写成交回的工作包“{self.path.name}”（{self.pages:,} 份病案），请送回发件人。{left}"


def bring_in(store: Store, notes: KeepsPackages, opened: Opened, file: str) -> BroughtIn:
    """Take the pages of a package into the store; ``file`` is its name. A second time changes nothing.

    Pages that somebody has worked on here are left as they stand. Raises PackageError for a package that comes back.
    """
    package = opened.package
    if package.kind is PackageKind.RETURNED:
        raise PackageError(f"“{file}”是交回的工作包：请在分发它的数据文件中合并。")
    known = notes.package(opened.id)
    if known is not None:
        return BroughtIn(opened.id, known.partner, tuple(page.page_id for page in known.pages), was_here=True)
    results = [store.import_reading(reading) for reading in _readings(package, file)]
    here = _here(store, results)
    pages, left = [], []
    for packed in package.pages:
        digest = page_digest(packed.base)
        if here[digest]:
            pages.append(NotedPage(here[digest].pop(0), packed.page_id, digest, packed.state.value))
        else:
            left.append(packed.base.case_no)
    noted = (opened.id, package.kind.value, package.sender, package.made_at)
    notes.keep_package(
        NotedPackage(*noted, is_ours=False, pages=tuple(pages), title=package.title, reply=package.reply)
    )
    note_package(store, opened.id, package.kind, package.sender, len(pages))
    reviews = {packed.page_id: packed.reviews for packed in package.pages}
    for page in pages:
        bring_words(store, page.page_id, reviews[page.there])
    return BroughtIn(opened.id, package.sender, tuple(page.page_id for page in pages), tuple(left))


def give_back(
    store: Store,
    notes: KeepsPackages,
    package_id: str,
    folder: Path,
    sender: Sender,
    lock: Lock,
    now: datetime,
    ids: Collection[int] | None = None,
) -> GivenBack:
    """Write what was done on the pages of a package that was brought in, for who dealt it. It may be written as often
    as one likes: each time all that was done since it was dealt.

    ``ids``: only these pages (numbers here). Raises PackageError where the package is not known here.
    """
    noted = notes.package(package_id)
    if noted is None or noted.is_ours:
        raise PackageError("本机没有读入过这个工作包，不能交回：请先打开发来的工作包。")
    wanted = [page for page in noted.pages if ids is None or page.page_id in ids]
    packed, left = _worked_on(store, wanted)
    if not packed:
        raise PackageError("没有可以交回的病案：请核对所选病案是否来自这个工作包。")
    package = Package(
        PackageKind.RETURNED, sender.name, noted.partner, now, tuple(packed), noted.title, package_id, sender.reply
    )
    path = free_path(folder, f"{PackageKind.RETURNED.label} {noted.title} {sender.name} {now:%Y%m%d}")
    number = write_package(path, package, sender.signer, lock)
    note_package(store, number, PackageKind.RETURNED, noted.partner, len(packed))
    return GivenBack(path, number, len(packed), tuple(left))


def _worked_on(store: Store, wanted: Sequence[NotedPage]) -> tuple[list[PackedPage], list[str]]:
    """The pages as they were dealt and as they stand; and those whose dealt version is no more to be found."""
    noted = {page.page_id: page for page in wanted}
    packed, left = [], []
    for stored in stored_pages(store, list(noted)):
        one, now = noted[stored.page_id], stored.now
        # the work on a page begins anew at the machine to which it was dealt
        base = version_of(stored.original, now.entries, one.digest, PageState.CODING)
        if base is None:
            left.append(now.page.case_no)
            continue
        said = tuple(store.reviews(stored.page_id))
        packed.append(PackedPage(one.there, base.page, now.page, base.state, now.state, base.entries, said))
    return packed, left


def _readings(package: Package, file: str) -> list[Reading]:
    """The pages by the files that they came with at the other machine, to be written back as they came."""
    by_source: dict[int | None, list[PackedPage]] = defaultdict(list)
    for packed in package.pages:
        by_source[packed.source].append(packed)
    readings = []
    for number, pages in by_source.items():
        known = number is not None and 0 <= number < len(package.sources)
        source = package.sources[number] if known and number is not None else ImportSource(file)
        shape = (source.file or file, source.layout, source.encoding, source.columns)
        readings.append(Reading(*shape, tuple(page.base for page in pages), dialect=source.dialect))
    return readings


def _here(store: Store, results: Sequence[ImportResult]) -> dict[str, list[int]]:
    """The pages that the files met or made in the store, by what they say now."""
    ids = sorted({one for r in results for one in (*r.added, *r.updated, *r.unchanged, *r.kept)})
    found: dict[str, list[int]] = defaultdict(list)
    for page_id, page in store.pages(ids):
        found[page_digest(page)].append(page_id)
    return found
