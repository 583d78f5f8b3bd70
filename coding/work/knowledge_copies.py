"""What a hospital imports is copied beside its data, whole or not at all; a record says what was brought and by whom.

The original may vanish, move or change: the program goes on with its copy. See
``docs/decisions/0014-copies-of-imported-knowledge.md``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError, KnowledgeError
from coding.base.private_copies import (
    Content,
    PrivateCopy,
    clear_unfinished,
    content_of,
    discard_copy,
    keep_copy,
)
from coding.base.trouble import file_trouble
from coding.codes.code_sheet import stated_edition
from coding.grouping.pack_files import is_book
from coding.knowledge.knowledge import KnowledgeSource
from coding.store.kept_copies import ImportedCopy, shelf_json
from coding.store.store_errors import StoreError
from coding.work.hospital_knowledge import (
    KNOWLEDGE,
    PARTS,
    Loaded,
    PartTrouble,
    imported_in,
    kept_texts,
    loaded_by,
    shelves_in,
    shelves_of,
)
from coding.work.shelf import (
    Doing,
    EditOf,
    Shelf,
    ShelfDays,
    ShelfEdit,
    always,
    beside,
    days_of,
    edited,
    emptied,
    following,
    used,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence, Sized
    from datetime import date, datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store

#: The parts that may be a folder.
_PACKS: Final = frozenset({"scheme"})
_OF_TARIFF: Final = frozenset({"tariff", "tariff_options"})
_CODE_TABLES: Final = frozenset({"dx_table", "px_table"})


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file whose copy is made and that is to become a part of the Knowledge, once somebody has agreed."""

    part: str
    original: str
    copy: PrivateCopy
    edition: str = ""

    @property
    def path(self) -> Path:
        """Where the copy lies: this is read, never the original again."""
        return self.copy.path

    def discard(self) -> None:
        """Nobody has agreed: a copy that was made for this goes away again."""
        discard_copy(self.copy)


@dataclass(frozen=True, slots=True)
class PartsWanted:
    """What is to be another one: files by part (None = embedded again), and the settings beside them.

    ``days``: for which days of discharge a file is used, by part; a part that is not named is used for every day.
    ``edits``: what is done to files that stand on the shelf.
    """

    files: Mapping[str, Path | BroughtFile | None] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, ShelfDays] = field(default_factory=dict)
    edits: tuple[ShelfEdit, ...] = ()

    @property
    def parts(self) -> set[str]:
        """The settings that are written."""
        return {*self.files, *self.settings, *(edit.part for edit in self.edits)}


def bring(store: Store, part: str, path: Path, more: Mapping[str, bytes] = MappingProxyType({})) -> BroughtFile:
    """Copy a file, or of a pack in a folder all that belongs to it, beside the data of the store.

    The tables that lie beside a workbook with a scheme are copied with it, and so are the files ``more``, by name.
    Raises KnowledgeError or UnusableInputError, with one Chinese sentence, where that cannot be done; nothing is left.
    """
    copy = keep_copy(_content(part, path, more), store.knowledge_folder)
    # a copy that the store names already was gone or broken and is whole again: that stays, whatever is agreed to
    in_use = any(copy.digest == held.digest for shelf in shelves_of(store).values() for held in shelf)
    return BroughtFile(part, path.name, replace(copy, is_new=copy.is_new and not in_use))


def bring_content(store: Store, part: str, name: str, data: bytes) -> BroughtFile:
    """As ``bring``, of a file that the program has made itself of what a person has typed."""
    copy = keep_copy(Content(name, {"": data}), store.knowledge_folder)
    in_use = any(copy.digest == held.digest for shelf in shelves_of(store).values() for held in shelf)
    return BroughtFile(part, name, replace(copy, is_new=copy.is_new and not in_use))


def _content(part: str, path: Path, more: Mapping[str, bytes]) -> Content:
    from coding.dip.dip_scheme import is_dip_pack  # schemes are no part of the start
    from coding.drg.scheme_files import scheme_files

    try:
        if part in _PACKS and path.is_file() and is_dip_pack(path):  # what lies beside it is of another scheme
            return content_of(path)
        if part in _PACKS and (path.is_dir() or more or is_book(path.name)):
            files = {**scheme_files(path).all, **more}
            if not files:
                raise KnowledgeError(f"文件夹“{path.name}”里没有分组方案的表（CSV、TXT）：请选择方案所在的文件夹。")
            if path.is_dir() or len(files) > 1:
                return Content(path.name if path.is_dir() else path.stem, files)
        if path.is_dir():
            raise KnowledgeError(f"“{path}”是文件夹：请选择{PARTS[part]}的文件。")
        return content_of(path)
    except OSError as error:
        raise KnowledgeError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error


def wanted_instead(source: KnowledgeSource, before: KnowledgeSource) -> PartsWanted:
    """What is another one in a source than in the one it was made of."""
    changed = [name for name in KNOWLEDGE if getattr(source, name) != getattr(before, name)]
    files = {part: Path(path) if (path := getattr(source, part)) else None for part in changed if part in PARTS}
    return PartsWanted(files, {name: getattr(source, name) or "" for name in changed if name not in PARTS})


def everything_embedded() -> PartsWanted:
    """All parts as they ship with the program; the hospital's own rules stay, they are edited one by one."""
    return PartsWanted(dict.fromkeys(PARTS), dict.fromkeys((name for name in KNOWLEDGE if name not in PARTS), ""))


def answered_anew(store: Store, path: Path, answers: str) -> PartsWanted:
    """Other answers to a tariff in use, whose copy lies at ``path``: that of every day, or one that has days."""
    folder = store.knowledge_folder
    for copy in used(shelves_of(store).get("tariff", ())):
        if copy.has_days and copy.place(folder) == path:
            return PartsWanted(edits=(ShelfEdit("tariff", copy.number, EditOf.ANSWERS, options=answers),))
    return PartsWanted(settings={"tariff_options": answers})


def load_wanted(store: Store, wanted: PartsWanted, by: str, now: datetime) -> Loaded:
    """The Knowledge with these parts exchanged, every other part as the store names it at this moment.

    The files are copied first and read from their copies; ``Loaded.texts`` are the settings that go with it, kept by
    nobody yet. Raises CodingError where a wanted part cannot be used: then no new copy is left.
    """
    brought: dict[str, BroughtFile] = {}
    try:
        texts = kept_texts(store)
        shelves = _with_answers(shelves_in(texts), texts)
        before = dict(shelves)
        doing = Doing(by, now)
        texts.update({name: said for name, said in wanted.settings.items() if name != "tariff_options"})
        new: dict[str, int] = {}
        for part, file in wanted.files.items():
            shelf = shelves.get(part, ())
            if file is None:
                shelves[part] = emptied(shelf, doing)
            elif not _is_there(shelf, file, store.knowledge_folder):
                brought[part] = file if isinstance(file, BroughtFile) else bring(store, part, file)
                record = _record(brought[part], by, now)
                shelves[part] = beside(shelf, record, wanted.days.get(part) or _usual_days(part, shelves), doing)
                new[part] = max(copy.number for copy in shelves[part])
        for edit in wanted.edits:
            shelves[edit.part] = edited(shelves.get(edit.part, ()), edit, doing)
        answers = wanted.settings.get("tariff_options")
        if answers is not None:
            shelves["tariff"] = _answered(shelves.get("tariff", ()), answers, new.get("tariff"))
        touched = wanted.parts | ({"tariff"} if answers is not None else set())
        if "scheme" in touched:
            touched.add("amendments")
            held = shelves.get("amendments", ())
            is_another = "scheme" in wanted.files and wanted.days.get("scheme", ShelfDays()).is_always
            if is_another and "amendments" not in wanted.files:  # what was amended was amended in another scheme
                shelves["amendments"] = emptied(held, doing)
            else:
                shelves["amendments"] = following(held, before.get("scheme", ()), shelves.get("scheme", ()))
            if is_another and "tariff" not in wanted.parts and _pays_otherwise(store, shelves):
                shelves["tariff"] = emptied(shelves.get("tariff", ()), doing)  # weights are of DRG, scores of DIP
                touched.add("tariff")
        _keep_in(texts, shelves, touched, answers)
        found = loaded_by(texts, store)
        _refuse_unusable(found, _must_work(wanted, new, shelves, answers))
    except BaseException:
        for one in brought.values():
            one.discard()
        raise
    return _described(found, {part for part in touched if part in PARTS}, store)


def _pays_otherwise(store: Store, shelves: Mapping[str, Shelf]) -> bool:
    """Whether the scheme of every day pays by scores and the tariff of every day has weights, or the reverse."""
    scheme, tariff = always(shelves.get("scheme", ())), always(shelves.get("tariff", ()))
    if tariff is None:
        return False
    from coding.dip.dip_scheme import is_dip_pack
    from coding.dip.local_scores import has_scores

    folder = store.knowledge_folder
    return has_scores(tariff.place(folder)) != (scheme is not None and is_dip_pack(scheme.place(folder)))


def _usual_days(part: str, shelves: Mapping[str, Shelf]) -> ShelfDays:
    """For which days a file is used where nobody says it: every day; amendments on those of the scheme in force."""
    schemes = used(shelves.get("scheme", ()))
    if part != "amendments" or not schemes:
        return ShelfDays()
    return ShelfDays(*days_of(max(schemes, key=lambda copy: copy.holds_from)))


def _with_answers(shelves: Mapping[str, Shelf], texts: Mapping[str, str]) -> dict[str, Shelf]:
    """The same shelves, the tariff of every day with the answers that stand in a setting of their own."""
    found = dict(shelves)
    base = always(found.get("tariff", ()))
    if base is not None:
        found["tariff"] = _answered(found["tariff"], texts.get("tariff_options", ""), base.number)
    return found


def _answered(shelf: Shelf, answers: str, number: int | None) -> Shelf:
    """The shelf with these answers to one tariff; ``number`` None: to that of every day."""
    if number is None:
        base = always(shelf)
        number = base.number if base else 0
    return tuple(replace(copy, options=answers) if copy.number == number else copy for copy in shelf)


def _keep_in(texts: dict[str, str], shelves: Mapping[str, Shelf], parts: Collection[str], answers: str | None) -> None:
    """Write the shelves of these parts into the settings; the answers to the tariff of every day have their own."""
    for part in parts:
        if part in PARTS and part in shelves:
            texts[part] = shelf_json(_bare(shelves[part]) if part == "tariff" else shelves[part])
    if "tariff" in parts or "tariff_options" in parts:
        base = always(shelves.get("tariff", ()))
        # without a table the answers are those to the scheme itself: the level of the hospital under DIP
        texts["tariff_options"] = base.options if base else answers or ""


def _bare(shelf: Shelf) -> Shelf:
    base = always(shelf)
    return tuple(replace(copy, options="") if base and copy.number == base.number else copy for copy in shelf)


def _must_work(
    wanted: PartsWanted, new: Mapping[str, int], shelves: Mapping[str, Shelf], answers: str | None
) -> set[tuple[str, int]]:
    """The files that somebody asks for now: what cannot be used of them is refused, and nothing is changed."""
    found = set(new.items())
    found |= {(edit.part, edit.number) for edit in wanted.edits if edit.kind is not EditOf.STOP}
    base = always(shelves.get("tariff", ()))
    if answers and "tariff" not in new and base is not None:
        found.add(("tariff", base.number))
    return found


def keep_wanted(store: Store, found: Loaded, wanted: PartsWanted) -> None:
    """Have the store name what was loaded: only the parts that were wanted, another window may have changed others."""
    assert found.texts is not None
    names = wanted.parts
    if names & _OF_TARIFF:  # the record says how long the table holds, and that may be an answer
        names |= _OF_TARIFF
    if "scheme" in names:
        names.add("amendments")
        if "tariff" not in imported_in(found.texts):  # it was of another way of paying
            names |= _OF_TARIFF
    store.set_settings({KNOWLEDGE[name].key: found.texts[name] for name in sorted(names)})


def keep_knowledge_source(store: Store, source: KnowledgeSource, by: str, now: datetime) -> None:
    """Have a store judge by the files that a source names and by no other, all or none. Raises CodingError."""
    instead, nothing = wanted_instead(source, KnowledgeSource()), everything_embedded()
    wanted = PartsWanted({**nothing.files, **instead.files}, {**nothing.settings, **instead.settings})
    keep_wanted(store, load_wanted(store, wanted, by, now), wanted)


def load_kept(store: Store, now: datetime) -> Loaded:
    """The Knowledge that the store names, at the start of the program.

    Where a store of former days names a path, the file is copied in if it still lies there, and the store remembers
    the copy; a copying that was cut off is cleared away.
    """
    clear_unfinished(store.knowledge_folder)
    texts = kept_texts(store)
    brought: dict[str, BroughtFile] = {}
    troubles: list[PartTrouble] = []
    for part, shelf in shelves_in(texts).items():
        for copy in shelf:
            if copy.is_path and not copy.is_damaged and Path(copy.file).exists():
                try:
                    brought[part] = bring(store, part, Path(copy.file))
                except CodingError as error:
                    sentence = f"{PARTS[part]}还没有存入数据文件夹：{error}"
                    troubles.append(PartTrouble(part, sentence, number=copy.number))
                else:
                    record = replace(_record(brought[part], "", now), number=copy.number)
                    shelf = tuple(record if held.number == copy.number else held for held in shelf)
                    texts[part] = shelf_json(shelf)
    found = _described(loaded_by(texts, store), brought, store)
    if brought and found.texts is not None:
        with suppress(StoreError):  # a store that is busy is told so at the next start
            store.set_settings({KNOWLEDGE[part].key: found.texts[part] for part in sorted(brought)})
    return replace(found, troubles=(*troubles, *found.troubles))


def _is_there(shelf: Shelf, file: Path | BroughtFile, folder: Path) -> bool:
    """Whether the file that is wanted is a copy that is in use already, to be read with other answers."""
    return isinstance(file, Path) and any(file == held.place(folder) for held in used(shelf))


def _record(file: BroughtFile, by: str, now: datetime) -> ImportedCopy:
    return ImportedCopy(
        digest=file.copy.digest,
        file=file.path.name,
        original=file.original,
        edition=file.edition or (stated_edition(file.original) if file.part in _CODE_TABLES else ""),
        brought_at=now.isoformat(timespec="seconds"),
        brought_by=by,
    )


def _refuse_unusable(found: Loaded, wanted: Collection[tuple[str, int]]) -> None:
    """A file that is being imported and cannot be used takes nobody's place: what was in force stays."""
    for trouble in found.troubles:
        if (trouble.part, trouble.number) in wanted:
            raise KnowledgeError(trouble.reason or trouble.sentence)


def _described(found: Loaded, parts: Collection[str], store: Store) -> Loaded:
    """The same with the records of these parts told what is in them, now that they were read."""
    assert found.texts is not None
    told = {}
    for part, shelf in shelves_in(found.texts).items():
        if part in parts:
            spans = found.knowledge.spans or (found.knowledge,)
            told[part] = shelf_json([_with_figures(copy, part, spans, store) for copy in shelf])
    return replace(found, texts={**found.texts, **told})


def _with_figures(copy: ImportedCopy, part: str, spans: Sequence[Knowledge], store: Store) -> ImportedCopy:
    """A record with what is in its file, as it was read for the days on which it holds."""
    place = str(copy.place(store.knowledge_folder))
    knowledge = next((span for span in spans if copy.is_used and getattr(span.source, part) == place), None)
    if knowledge is None:  # it is out of use, or another one holds on all of its days
        return copy
    from coding.drg.amendments import amendments_of
    from coding.drg.scheme import Scheme

    codes, tariff = knowledge.codes, knowledge.tariff
    counted: dict[str, Sized] = {
        "dx_table": codes.dx,
        "px_table": codes.px,
        "scheme": knowledge.scheme.groups,
        "amendments": amendments_of(knowledge.scheme.pack) if isinstance(knowledge.scheme, Scheme) else (),
        "tariff": tariff.lines,
        "terms": knowledge.lookup.terms.accepted if part == "terms" else (),
        "dx_map": codes.dx_map or (),
        "px_map": codes.px_map or (),
        "policy": () if knowledge.policy is None else knowledge.policy.rows,
        "calendar": knowledge.reference.calendar.own,
        "sex_table": knowledge.reference.sex_table or (),
        "tcm_sheet": knowledge.reference.tcm_sheet.items,
    }
    copy = replace(copy, count=len(counted.get(part, ())) or copy.count)
    if part == "scheme":
        return replace(copy, edition=copy.edition or knowledge.scheme.title)
    if part == "policy" and knowledge.policy is not None:
        return _dated(copy, knowledge.policy.valid_from, knowledge.policy.valid_to)
    if part == "tariff":
        return _dated(copy, tariff.valid_from, tariff.valid_to)
    return copy


def _dated(copy: ImportedCopy, first: date | None, last: date | None) -> ImportedCopy:
    return replace(copy, valid_from=first.isoformat() if first else "", valid_to=last.isoformat() if last else "")
