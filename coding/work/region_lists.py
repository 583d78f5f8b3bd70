"""Lists of codes per ADRG or group that a region publishes: files of a folder, or text that was pasted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.encoding import decoded
from coding.base.errors import CodingError, KnowledgeError
from coding.base.sheets import is_workbook, sheets_in
from coding.base.trouble import file_trouble
from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.codes.pasted_codes import CodeRepair, PastedCodes, read_pasted
from coding.drg.region_answers import NO, OWN, REPAIR, YES, Answers
from coding.drg.region_pack import OwnList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coding.base.sheets import Sheet
    from coding.drg.compiled import CompiledPack

_OWNER = re.compile(r"([A-Za-z]{2}\d(?:_\d{1,2})?[0-9A-Za-z]?)(?![0-9A-Za-z])")
_ROLE = re.compile(r"(?<![A-Za-z0-9])(PC\d|[DP]\d)(?![0-9])", re.IGNORECASE)
_WORDS = (("诊断", "D1"), ("手术", "P1"), ("操作", "P1"))
_OWNER_HEADERS = ("adrg", "drg", "病组", "分组编码", "组码")
_CODE_HEADERS = ("icd", "诊断编码", "手术编码", "操作编码", "编码", "代码", "code")
#: Code of a full length: what a scheme's own lists hold where they are no patterns.
_FULL = 7
_MOST_FILES = 2000


@dataclass(frozen=True, slots=True)
class ListText:
    """A list as it was published: whose it is (BR2, AH1_1, BR27), which (D1, P1; "" = by its codes), its text."""

    owner: str
    role: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """One list read: its codes as far as they are agreed to, and the repairs that wait for an answer."""

    text: ListText
    role: str
    pasted: PastedCodes
    codes: tuple[str, ...]
    waiting: tuple[CodeRepair, ...]
    agreed: tuple[CodeRepair, ...]

    @property
    def owner(self) -> str:
        """Whose list it is."""
        return self.text.owner

    @property
    def name(self) -> str:
        """The file that it came from; "" where it was pasted."""
        return self.text.name

    @property
    def own(self) -> OwnList:
        """The list for the pack."""
        return OwnList(self.owner, self.role, self.codes)


def repair_key(owner: str, role: str, repair: CodeRepair) -> str:
    """What an answer to a repair is filed under."""
    return f"{owner} {role} {repair.written}"


def read_lists(folder: Path) -> tuple[tuple[ListText, ...], tuple[str, ...]]:
    """The lists in the files of a folder, or in one file, and sentences on what could not be read."""
    try:
        paths = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else [folder]
        paths = [p for p in paths if p.suffix.lower() in {".txt", ".csv", ".xlsx", ".xls", ".tsv"}][:_MOST_FILES]
    except OSError as error:
        raise KnowledgeError(f"文件夹“{folder}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    found: list[ListText] = []
    told: list[str] = []
    for path in paths:
        try:
            lists = list(_file_lists(path))
        except (CodingError, OSError) as error:
            told.append(
                str(error) if isinstance(error, CodingError) else f"“{path.name}”打不开（{file_trouble(error)}）。"
            )
            continue
        if not lists:
            told.append(f"“{path.name}”看不出属于哪个 ADRG：请把文件名写成 FR1.txt、FR1_P1.txt，或加一列 ADRG 编码。")
        found += lists
    return tuple(found), tuple(told)


def _file_lists(path: Path) -> Iterator[ListText]:
    data = path.read_bytes()
    if path.suffix.lower() == ".txt" and not is_workbook(data):
        owner, role = owner_and_role(path.stem)
        if owner:
            yield ListText(owner, role, decoded(data, path.name), path.name)
        return
    for sheet in sheets_in(data, path.name):
        yield from _sheet_lists(sheet, path)


def _sheet_lists(sheet: Sheet, path: Path) -> Iterator[ListText]:
    """A sheet with a column of owners holds many lists, any other one list, by the name of the sheet or the file."""
    for at, row in enumerate(sheet.rows[:6]):
        heads = ["".join(cell.lower().split()) for cell in row]
        owner_at = next(
            (i for i, h in enumerate(heads) if any(w in h for w in _OWNER_HEADERS) and "名称" not in h), None
        )
        code_at = next(
            (
                i
                for i, h in enumerate(heads)
                if i != owner_at and any(w in h for w in _CODE_HEADERS) and "名称" not in h
            ),
            None,
        )
        if owner_at is None or code_at is None:
            continue
        by_owner: dict[str, list[str]] = {}
        for cells in sheet.rows[at + 1 :]:
            owner = owner_and_role(cells[owner_at])[0] if owner_at < len(cells) else ""
            if owner and code_at < len(cells):
                by_owner.setdefault(owner, []).append(cells[code_at])
        for owner, codes in by_owner.items():
            yield ListText(owner, "", "\n".join(codes), path.name)
        return
    owner, role = owner_and_role(sheet.name) if sheet.name else ("", "")
    if not owner:
        owner, role = owner_and_role(path.stem)
    if owner:
        yield ListText(owner, role, "\n".join("\t".join(row) for row in sheet.rows), path.name)


def owner_and_role(words: str) -> tuple[str, str]:
    """FR1_P1, “FR1 手术” → (FR1, P1); ("", "") where no ADRG is named."""
    match = _OWNER.search(words.replace("-", " ").replace("__", " ") if "_" not in words else _parted(words))
    if match is None:
        return "", ""
    rest = words[words.find(match[1]) + len(match[1]) :] if match[1] in words else words
    role = _ROLE.search(rest.replace("_", " "))
    if role:
        return match[1].upper(), role[1].upper()
    return match[1].upper(), next((r for word, r in _WORDS if word in rest), "")


def _parted(words: str) -> str:
    """FR1_P1 apart from AH1_1: what follows ``_`` belongs to the owner only where it is a figure."""
    return re.sub(r"_(?!\d)", " ", words)


def tables_in_force(codes: CodeTables, base: CompiledPack) -> CodeTables:
    """The tables that pasted codes are read against: the imported ones; else what the base's own lists hold."""
    exact = {*base.codes, *(code for name in ("mcc", "cc", "exclusion") for code in base.values.get(name, {}))}
    libraries = {}
    for kind in CodeKind:
        own = codes.library(kind)
        held = sorted(c for c in exact if len(c) >= _FULL and c[0].isalpha() is (kind is CodeKind.DIAGNOSIS))
        if own.headings_only and held:
            own = CodeLibrary(kind, (CodeEntry(code, "") for code in held), "方案自身的编码", "")
        libraries[kind] = own
    return CodeTables(libraries[CodeKind.DIAGNOSIS], libraries[CodeKind.PROCEDURE])


def read_all(texts: Sequence[ListText], tables: CodeTables, answers: Answers) -> tuple[ReadList, ...]:
    """Every list read against the tables, with what was answered about its repairs."""
    found: list[ReadList] = []
    for text in texts:
        for pasted in read_pasted(text.text, tables):
            is_dx = pasted.kind is CodeKind.DIAGNOSIS
            role = text.role or ("D1" if is_dx else "P1")
            if role.startswith("D") is is_dx:
                found.append(_decided(text, role, pasted, answers))
    return tuple(found)


def _decided(text: ListText, role: str, pasted: PastedCodes, answers: Answers) -> ReadList:
    codes = dict(pasted.codes)
    waiting: list[CodeRepair] = []
    agreed: list[CodeRepair] = []
    for repair in pasted.repairs:
        answer = answers.get(REPAIR, repair_key(text.owner, role, repair))
        verdict = answer.verdict if answer else ""
        if verdict == OWN and answer is not None:
            codes[answer.condition] = None
        elif verdict == YES:
            agreed.append(repair)
            codes.update(dict.fromkeys(repair.codes))
        elif verdict != NO:
            waiting.append(repair)
    return ReadList(text, role, pasted, tuple(codes), tuple(waiting), tuple(agreed))
