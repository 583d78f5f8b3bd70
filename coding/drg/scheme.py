"""A grouping scheme: load a pack, group a case, tell how."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base import cell_text, delimited, encoding, sheets, workbook_child
from coding.base.disk_cache import cached, keep
from coding.base.errors import KnowledgeError
from coding.base.resources import resources
from coding.base.trouble import file_trouble
from coding.codes import edition, parse
from coding.drg import (
    atoms,
    codelist,
    compiled,
    complaint,
    group_code,
    known_faults,
    mdc_text,
    national_codes,
    national_faults,
    national_language,
    national_structure,
    national_workbook,
    pack,
    pack_checks,
    plain_condition,
    scheme_settings,
    side_tables,
)
from coding.drg import national_sheets as national_file
from coding.drg import (
    scheme_files as files_of_schemes,
)
from coding.drg.amendments import amended
from coding.drg.compiled import FORMAT, CompiledPack, compile_pack
from coding.drg.conditions import CaseReader
from coding.drg.doctor import cause_of, lacks_procedure
from coding.drg.known_faults import KNOWN_FAULTS
from coding.drg.leads import leads_of
from coding.drg.national_sheets import BookFacts, is_national, national_sheets
from coding.drg.national_workbook import compile_national
from coding.drg.node_grouper import build_grouper
from coding.drg.pack import read_pack
from coding.drg.pack_checks import check_tables
from coding.drg.scheme_files import SchemeFiles, amendments_in, scheme_files, side_tables_in
from coding.drg.scheme_settings import refuse_unknown_settings
from coding.drg.side_tables import BASIC, NOT_PRINCIPAL, with_side_tables
from coding.drg.trace import trace_case
from coding.drg.ways_in import ways_into
from coding.grouping import pack_files as files_of_packs
from coding.grouping.grouper import DRG_WORDS, Complication, Counted, GroupWords
from coding.grouping.pack_files import books_in, content_stamp, hidden_sheets
from coding.grouping.way_in import BEGUN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.codes.entry import CodeKind
    from coding.grouping.case import Case, Grouping, TraceStep
    from coding.grouping.grouper import GroupTraits
    from coding.grouping.leading import Leads
    from coding.grouping.way_in import WayIn

#: The built-in general scheme, below ``resources``.
EMBEDDED_PACK = "schemes/chs_drg_11_general"


class Scheme:
    """A loaded DRG scheme, read only: a ``Grouper``. ``stamp`` changes with any byte of the pack; ``is_general`` is
    True for the built-in scheme, which goes by categories and is no region's own.
    """

    def __init__(self, pack: CompiledPack, stamp: str, *, is_general: bool = False) -> None:
        self.pack = pack
        self.stamp = stamp
        self.is_general = is_general
        self.reader = CaseReader(pack)
        self._grouper = build_grouper(pack, self.reader)
        self.nothing = self._grouper.nothing
        self.group: Callable[[Case], Grouping] = self._grouper.group

    @property
    def title(self) -> str:
        """The name that the pack gives itself."""
        return self.pack.title

    @property
    def words(self) -> GroupWords:
        """What the screen calls its groups."""
        return DRG_WORDS

    @property
    def region(self) -> str:
        """Where the scheme is used, as the pack says; "" when it does not."""
        return self.pack.settings.get("region", "")

    def failed_check(self, case: Case) -> str:
        """The preliminary check that a case fails (sex, age, age_days, birth_weight, dx); "" for none."""
        return self._grouper.failed_check(case)

    def failure(self, check: str) -> Grouping:
        """The result of a case that fails a check."""
        return self._grouper.failure(check)

    def grouping(self, drg: str) -> Grouping:
        """The result that names a group of this scheme."""
        return self._grouper.grouping(drg)

    def group_name(self, drg: str) -> str:
        """The name of a group; "" when the scheme has no such group."""
        return self.pack.names.get(drg, "")

    def adrg_name(self, adrg: str) -> str:
        """The name of an ADRG; "" when unknown."""
        return self._adrg_names.get(adrg, "")

    def mdc_name(self, mdc: str) -> str:
        """The name of an MDC (MDCH); "" when unknown."""
        return self._mdc_names.get(mdc, "")

    def chapter_name(self, chapter: str) -> str:
        """The name of an MDC."""
        return self.mdc_name(chapter)

    def trace(self, case: Case) -> TraceStep:
        """The way from case to group as a tree of steps in a coder's words."""
        return trace_case(self, case)

    def cause(self, case: Case, grouping: Grouping, is_grey: Callable[[str], bool] = lambda _code: False) -> str:
        """Why a case is ambiguous, ungroupable or fails a check; "" when it is grouped."""
        return cause_of(self, case, grouping, is_grey)

    def lacks_procedure(self, case: Case, grouping: Grouping) -> bool:
        """Whether a case has no group for want of a procedure alone."""
        return lacks_procedure(self, case, grouping)

    def ways_into(self, drg: str) -> tuple[WayIn, ...]:
        """What leads into a group: entry of its MDC, condition of its ADRG, its own."""
        return ways_into(self.pack, self.reader, drg)

    def leads(self, code: str, kind: CodeKind) -> Leads:
        """The families of groups whose conditions name a code."""
        return leads_of(self.pack, self.reader, code, kind)

    def severity_of(self, code: str) -> Complication:
        """In which of the lists of MCC and CC a diagnosis stands; the graver one where it stands in both."""
        if not any(self.pack.values.get(name) or self.pack.value_patterns.get(name) for name in ("mcc", "cc")):
            return Complication.UNDIVIDED
        grave, light = self.reader.severity[code] or (None, None)
        if grave is not None:
            return Complication.MAJOR
        return Complication.NONE if light is None else Complication.MINOR

    def excluding(self, code: str) -> tuple[str, ...]:
        """The principal diagnoses in the table of exclusions of a complication."""
        tables = {table for table in self.reader.severity[code] or () if table}
        return tuple(sorted({written for table in tables for written in self._excluding.get(table, ())}))

    def traits(self, drg: str) -> GroupTraits:
        """What the code of a group says."""
        traits = group_code.traits_of(drg)
        basic = self.pack.values.get(BASIC, {})
        return replace(traits, is_basic=True) if drg in basic or traits.family in basic else traits

    def is_operative(self, drg: str) -> bool:
        """Whether a group is one of operations or procedures."""
        return group_code.is_operative(drg)

    def is_lower(self, drg: str, than: str) -> bool:
        """Whether a group is the lower one of two of the same ADRG."""
        return group_code.is_lower(drg, than)

    def excludes(self, principal: str, code: str) -> bool:
        """Whether a diagnosis stands in the lists of MCC or CC, and the principal one in its table of exclusions."""
        own = self.reader.exclusion[principal]
        tables = self.reader.severity[code] if code and own else None
        return tables is not None and not any(level is not None and level not in own for level in tables)

    def counted(self, case: Case) -> tuple[Counted | None, ...]:
        """What each diagnosis counts for: the heavier level that is not excluded, else the heavier one that is."""
        own = self.reader.exclusion[case.dx[0]] if case.dx else frozenset()
        first = self.reader.first_secondary
        return tuple(self._counted(code, own, at) if at >= first else None for at, code in enumerate(case.dx))

    def _counted(self, code: str, own: frozenset[str], at: int) -> Counted | None:
        mcc, cc = self.reader.severity[code] or (None, None)
        listed = [
            (level, table)
            for level, table in ((Complication.MAJOR, mcc), (Complication.MINOR, cc))
            if table is not None
        ]
        counting = next((level for level, table in listed if table not in own), None)
        if counting is not None:
            return Counted(counting, is_principal=at == 0)
        return Counted(*listed[0], is_principal=at == 0) if listed else None

    def complication_of(self, code: str) -> Complication:
        """As what another diagnosis with this code is counted: MCC before CC, NONE where no list has it."""
        mcc, cc = self.reader.severity[code] or (None, None)
        if mcc is not None:
            return Complication.MAJOR
        return Complication.MINOR if cc is not None else Complication.NONE

    def bars_principal(self, case: Case) -> bool:
        """Whether the table beside the scheme names the principal diagnosis; False where there is no such table."""
        return bool(case.dx) and case.dx[0] in self.pack.values.get(NOT_PRINCIPAL, ())

    @property
    def groups(self) -> tuple[str, ...]:
        """The codes of all groups that the scheme names, in its order."""
        return tuple(self.pack.names)

    @cached_property
    def _excluding(self) -> dict[str, list[str]]:
        """Table of exclusions → the principal diagnoses that are in it, as they are written."""
        exact = self.pack.values.get("exclusion", {}).items()
        begun = self.pack.value_patterns.get("exclusion", {}).items()
        found: dict[str, list[str]] = {}
        for written, value in (*exact, *((f"{prefix}{BEGUN}", value) for prefix, value in begun)):
            for table in filter(None, (value or "").split("|")):
                found.setdefault(table, []).append(written)
        return found

    @cached_property
    def _adrg_names(self) -> dict[str, str]:
        return {adrg: name for _, _, adrg, name, _, _ in reversed(self.pack.nodes) if name}

    @cached_property
    def _mdc_names(self) -> dict[str, str]:
        return {mdc: name for mdc, name, _, _ in self.pack.mdcs}


def load_scheme(path: Path, amendments: Path | None = None) -> Scheme:
    """The scheme in a folder, a .zip or an .xlsx with a sheet per table, or the national workbook as it was published.

    Amendments that lie in it or beside it hold, and those of the file ``amendments`` after them. Raises KnowledgeError
    with one Chinese sentence when it cannot be used.
    """
    files = scheme_files(path)
    scheme = _made(files, path.stem if path.is_file() else path.name, is_general=False)
    scheme = _mended(scheme, files.amendments)
    return scheme if amendments is None else mended_by(scheme, amendments)


def load_embedded(amendments: Path | None = None) -> Scheme:
    """The built-in general scheme, with the amendments of a file where there is one. Raises KnowledgeError."""
    return embedded_scheme() if amendments is None else mended_by(embedded_scheme(), amendments)


def mended_by(scheme: Scheme, amendments: Path) -> Scheme:
    """The scheme with the amendments of a file. Raises KnowledgeError."""
    try:
        return _mended(scheme, {amendments.name: amendments.read_bytes()})
    except OSError as error:
        raise KnowledgeError(f"更正表“{amendments}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error


def _mended(scheme: Scheme, files: Mapping[str, bytes]) -> Scheme:
    if not files:
        return scheme
    stamp = content_stamp({"scheme": scheme.stamp.encode(), **files})
    return Scheme(amended(scheme.pack, amendments_in(files)), stamp, is_general=scheme.is_general)


@cache
def embedded_scheme() -> Scheme:
    """The built-in general scheme: CHS-DRG 1.1 at the level of categories and subcategories."""
    names = [n for suffix in ("csv", "txt") for n in resources().names(f"{EMBEDDED_PACK}/**/*.{suffix}")]
    files = {name.removeprefix(f"{EMBEDDED_PACK}/"): resources().content(name) for name in names}
    return _made(SchemeFiles(files, {}, {}), EMBEDDED_PACK.rpartition("/")[2], is_general=True)


@cache
def _compiler_stamp() -> str:
    """Changes with the code that reads and compiles packs, so that nothing compiled by older code is read."""
    digest = hashlib.blake2b(str(FORMAT).encode(), digest_size=6)
    digest.update(resources().content(KNOWN_FAULTS))
    for module in (
        atoms,
        codelist,
        compiled,
        complaint,
        group_code,
        mdc_text,
        known_faults,
        national_codes,
        national_faults,
        national_language,
        national_structure,
        national_file,
        national_workbook,
        pack,
        pack_checks,
        plain_condition,
        scheme_settings,
        files_of_packs,
        files_of_schemes,
        side_tables,
        edition,
        parse,
        cell_text,
        delimited,
        encoding,
        sheets,
        workbook_child,
    ):
        with suppress(OSError):  # a frozen program has no sources: FORMAT alone speaks then
            digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def _compiled(files: SchemeFiles, title: str) -> CompiledPack:
    """A pack as it is interpreted, or the national workbook as it was published, with the tables beside it."""
    books = books_in(dict(files.own))
    published = [name for name, book in books.items() if is_national(book)]
    if len(published) > 1:
        raise KnowledgeError(
            f"“{title}”里有 {len(published)} 个国家配置信息工作簿（{'、'.join(published)}）：请只留一个。"
        )
    if published:
        (name,) = published
        own = content_stamp({name: files.own[name]})
        facts = BookFacts(hidden_sheets(files.own[name]), is_xls=files.own[name][:4] != b"PK\x03\x04")
        done = compile_national(national_sheets(books[name], name, facts), name, own)
    else:
        read = read_pack(dict(files.own), title, books)
        refuse_unknown_settings(title, read.rows("scheme"))
        done = compile_pack(read)
        check_tables(read, done)
    with_side_tables(done, side_tables_in(files.beside, books))
    return done


def _made(files: SchemeFiles, title: str, *, is_general: bool) -> Scheme:
    """The scheme of these files as they are; what is compiled is kept, amendments are made anew each time."""
    stamp = content_stamp({**files.own, **files.beside})
    key = f"scheme-{_compiler_stamp()}-{stamp}"
    plain = cached(key)
    if plain is not None:
        return Scheme(CompiledPack.from_plain(plain), stamp, is_general=is_general)
    done = _compiled(files, title)
    keep(key, done.as_plain())
    return Scheme(done, stamp, is_general=is_general)
