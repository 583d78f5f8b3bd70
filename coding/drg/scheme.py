"""A grouping scheme: load a pack, group a case, tell how."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base import cell_text, delimited, encoding, sheets, workbook_child
from coding.base.disk_cache import cached, keep
from coding.base.resources import resources
from coding.drg import atoms, codelist, compiled, group_code, mdc_text, national_language, national_workbook, pack
from coding.drg import national_sheets as national_file
from coding.drg.compiled import FORMAT, CompiledPack, compile_pack
from coding.drg.conditions import CaseReader
from coding.drg.doctor import cause_of
from coding.drg.national_sheets import is_national, national_sheets
from coding.drg.national_workbook import compile_national
from coding.drg.node_grouper import build_grouper
from coding.drg.pack import read_pack
from coding.drg.trace import trace_case
from coding.grouping import pack_files as files_of_packs
from coding.grouping.grouper import DRG_WORDS, GroupWords
from coding.grouping.pack_files import books_in, content_stamp, pack_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.grouping.case import Case, Grouping, TraceStep
    from coding.grouping.grouper import GroupTraits

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

    def traits(self, drg: str) -> GroupTraits:
        """What the code of a group says."""
        return group_code.traits_of(drg)

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

    @property
    def groups(self) -> tuple[str, ...]:
        """The codes of all groups that the scheme names, in its order."""
        return tuple(self.pack.names)

    @cached_property
    def _adrg_names(self) -> dict[str, str]:
        return {adrg: name for _, _, adrg, name, _, _ in reversed(self.pack.nodes) if name}

    @cached_property
    def _mdc_names(self) -> dict[str, str]:
        return {mdc: name for mdc, name, _, _ in self.pack.mdcs}


def load_scheme(path: Path) -> Scheme:
    """The scheme in a folder, a .zip or an .xlsx with a sheet per table.

    Raises KnowledgeError with one Chinese sentence when it cannot be used.
    """
    return _made(pack_files(path), path.stem if path.is_file() else path.name, is_general=False)


@cache
def embedded_scheme() -> Scheme:
    """The built-in general scheme: CHS-DRG 1.1 at the level of categories and subcategories."""
    names = [n for suffix in ("csv", "txt") for n in resources().names(f"{EMBEDDED_PACK}/**/*.{suffix}")]
    files = {name.removeprefix(f"{EMBEDDED_PACK}/"): resources().content(name) for name in names}
    return _made(files, EMBEDDED_PACK.rpartition("/")[2], is_general=True)


@cache
def _compiler_stamp() -> str:
    """Changes with the code that reads and compiles packs, so that nothing compiled by older code is read."""
    digest = hashlib.blake2b(str(FORMAT).encode(), digest_size=6)
    for module in (
        atoms,
        codelist,
        compiled,
        group_code,
        mdc_text,
        national_language,
        national_file,
        national_workbook,
        pack,
        files_of_packs,
        cell_text,
        delimited,
        encoding,
        sheets,
        workbook_child,
    ):
        with suppress(OSError):  # a frozen program has no sources: FORMAT alone speaks then
            digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def _compiled(files: dict[str, bytes], title: str, stamp: str) -> CompiledPack:
    """A pack as it is interpreted, or the national workbook as it was published."""
    books = books_in(files)
    if len(files) == 1 and books:
        ((name, book),) = books.items()
        if is_national(book):
            return compile_national(national_sheets(book, name), name, stamp)
    return compile_pack(read_pack(files, title, books))


def _made(files: dict[str, bytes], title: str, *, is_general: bool) -> Scheme:
    stamp = content_stamp(files)
    key = f"scheme-{_compiler_stamp()}-{stamp}"
    plain = cached(key)
    if plain is not None:
        return Scheme(CompiledPack.from_plain(plain), stamp, is_general=is_general)
    done = _compiled(files, title, stamp)
    keep(key, done.as_plain())
    return Scheme(done, stamp, is_general=is_general)
