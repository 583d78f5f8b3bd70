"""A DIP pack, ready to use: catalogue, matching and payment together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from coding.base.errors import KnowledgeError
from coding.dip.auxiliary import build_auxiliary
from coding.dip.layer_names import layer_name
from coding.dip.leads import packet_leads
from coding.dip.matching import Matcher, Packet
from coding.dip.pack_rows import rows_of
from coding.dip.packet_catalogue import (
    DIAGNOSTICS,
    NEEDED,
    OPERATIONS,
    TREATMENT,
    TREATMENTS,
    Catalogue,
    MixedRow,
    PublishedFile,
    Row,
    build_catalogue,
)
from coding.dip.packet_doctor import packet_cause
from coding.dip.packet_score import Payment, Pricing, build_pricing
from coding.dip.packet_trace import trace_packet
from coding.dip.packet_walk import is_excluded
from coding.dip.published import PackTables, is_published, published_pack
from coding.dip.ways_in import way_into
from coding.grouping.case import Grouping, GroupStatus
from coding.grouping.grouper import DIP_WORDS, Complication, Counted, GroupKind, GroupTraits, GroupWords
from coding.grouping.pack_files import content_stamp, names_of_tables, pack_files, tables_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from coding.codes.entry import CodeKind
    from coding.dip.packet_catalogue import CoreRow
    from coding.grouping.case import Case, TraceStep
    from coding.grouping.leading import Leads
    from coding.grouping.way_in import WayIn

#: The table that tells a DIP pack from one of DRG.
_MARK = "core"


@dataclass(frozen=True)
class DipScheme:
    """A loaded DIP pack, read only: a ``Grouper``. ``stamp`` changes with any byte of the pack.

    A group is a packet 病种, named by its number (BX-919); its chapter is the layer, its family the diagnosis as the
    catalogue writes it.
    """

    catalogue: Catalogue
    matcher: Matcher
    pricing: Pricing
    is_general: ClassVar[bool] = False

    @property
    def title(self) -> str:
        """What the pack calls itself."""
        return self.catalogue.title or "DIP 方案"

    @property
    def region(self) -> str:
        """Where the pack is used, as it says; "" when it does not."""
        return self.catalogue.settings.stated["region"]

    @property
    def words(self) -> GroupWords:
        """What the screen calls its groups."""
        return DIP_WORDS

    @cached_property
    def _by_number(self) -> Mapping[str, CoreRow | MixedRow]:
        found: dict[str, CoreRow | MixedRow] = {}
        for row in self.catalogue.rows:
            found.setdefault(row.seq, row)
        return found

    @cached_property
    def _groupings(self) -> Mapping[str, Grouping]:
        return {seq: _grouping_of(row) for seq, row in self._by_number.items()}

    @property
    def groups(self) -> tuple[str, ...]:
        """The numbers of all packets, in the order of the layers."""
        return tuple(self._by_number)

    def row(self, seq: str) -> CoreRow | MixedRow | None:
        """The row of a number; None when the catalogue has no such packet."""
        return self._by_number.get(seq)

    def group(self, case: Case) -> Grouping:
        """The packet of a case."""
        packet = self.matcher.match(case)
        return self._groupings[packet.seq] if packet.row is not None else _WITHOUT[packet.status]

    def grouping(self, drg: str) -> Grouping:
        """The result that names a packet."""
        return self._groupings.get(drg) or Grouping(GroupStatus.UNMATCHED, "", "", drg)

    def group_name(self, drg: str) -> str:
        """The name of a packet; "" when the catalogue has no such packet."""
        row = self.row(drg)
        return row.name if row is not None else ""

    def chapter_name(self, chapter: str) -> str:
        """The name of a layer; "" when unknown."""
        return layer_name(chapter)

    def ways_into(self, drg: str) -> tuple[WayIn, ...]:
        """What the row of a packet asks."""
        row = self.row(drg)
        return () if row is None else (way_into(row),)

    def leads(self, code: str, kind: CodeKind) -> Leads:
        """The packets whose rows name a code."""
        return packet_leads(self.catalogue, self.matcher.bars, code, kind)

    def severity_of(self, code: str) -> Complication:  # noqa: ARG002 - whatever the code is
        """Packets are not divided by complications."""
        return Complication.UNDIVIDED

    def excluding(self, code: str) -> tuple[str, ...]:  # noqa: ARG002 - whatever the code is
        """None: no diagnosis counts as a complication."""
        return ()

    def traits(self, drg: str) -> GroupTraits:
        """Layer, diagnosis and kind of treatment of a packet; packets are not divided by complications."""
        row = self.row(drg)
        if row is None:
            return GroupTraits("", "", GroupKind.NONE, Complication.OTHER)
        return GroupTraits(row.layer, family_of(row), self._kind(row), Complication.UNDIVIDED)

    def _kind(self, row: CoreRow | MixedRow) -> GroupKind:
        """What the cases of a packet were about; a pack that does not say what is an operation calls none so."""
        if isinstance(row, MixedRow):
            return _KINDS.get(row.kind, GroupKind.MEDICAL)
        codes = {code for codes in row.px or () for code in codes}
        if not codes:
            return GroupKind.MEDICAL
        kinds = {TREATMENT.get(self.catalogue.kinds.get(code, "")) for code in codes}
        return GroupKind.OPERATION if OPERATIONS in kinds else GroupKind.PROCEDURE

    def is_operative(self, drg: str) -> bool:
        """Whether a packet is one of operations or procedures."""
        return self.traits(drg).kind in (GroupKind.OPERATION, GroupKind.PROCEDURE)

    def is_lower(self, drg: str, than: str) -> bool:  # noqa: ARG002 - whatever the two are
        """Never: packets of one diagnosis differ by what was done, none is there for lighter complications."""
        return False

    def excludes(self, principal: str, code: str) -> bool:  # noqa: ARG002 - whatever the two are
        """Never: no diagnosis counts as a complication."""
        return False

    def counted(self, case: Case) -> tuple[Counted | None, ...]:  # noqa: ARG002 - whatever the case is
        """Nothing: DIP knows no complications that count by a list."""
        return ()

    def complication_of(self, code: str) -> Complication:  # noqa: ARG002 - whatever it is
        """OTHER: packets ask for no complications."""
        return Complication.OTHER

    def bars_principal(self, case: Case) -> bool:
        """Whether the pack names the principal diagnosis among those that are not grouped."""
        return bool(case.dx) and is_excluded(self.catalogue, case.dx[0])

    def trace(self, case: Case) -> TraceStep:
        """The way from case to packet, and what it is worth, as a tree of steps in a coder's words."""
        return trace_packet(self.catalogue, self.pricing, case)

    def cause(self, case: Case, grouping: Grouping, is_grey: Callable[[str], bool] = lambda _code: False) -> str:
        """Why a case has no core packet, in one sentence; "" when it has one."""
        return packet_cause(self.catalogue, case, grouping.status, is_grey)

    def lacks_procedure(self, case: Case, grouping: Grouping) -> bool:  # noqa: ARG002 - whatever the two are
        """Never: a principal diagnosis without a procedure has its packet too, or none for another reason."""
        return False

    @property
    def stamp(self) -> str:
        """Sixteen hexadecimal digits of the pack's content."""
        return self.catalogue.stamp

    def decide(self, case: Case) -> tuple[Packet, Payment]:
        """The packet of a case, and what it is worth."""
        packet = self.matcher.match(case)
        return packet, self.pricing.pay(case, packet)

    def at_level(self, level: str) -> DipScheme:
        """The same for a hospital of this level, where a case does not say it."""
        return replace(self, pricing=self.pricing.at_level(level)) if level else self


_KINDS = {
    OPERATIONS: GroupKind.OPERATION,
    TREATMENTS: GroupKind.PROCEDURE,
    DIAGNOSTICS: GroupKind.PROCEDURE,
}
_WITHOUT = {
    GroupStatus.CHECK_FAILED: Grouping(GroupStatus.CHECK_FAILED, "", "", "", failed_check="dx"),
    GroupStatus.EXCLUDED: Grouping(GroupStatus.EXCLUDED, "", "", ""),
    GroupStatus.UNMATCHED: Grouping(GroupStatus.UNMATCHED, "", "", ""),
}


def _grouping_of(row: CoreRow | MixedRow) -> Grouping:
    status = GroupStatus.MIXED if isinstance(row, MixedRow) else GroupStatus.CORE
    return Grouping(status, row.layer, family_of(row), row.seq, row.name)


def family_of(row: CoreRow | MixedRow) -> str:
    """What joins the packets of one diagnosis: the diagnosis as the catalogue writes it, a layer for all diagnoses."""
    return row.layer if row.item == "*" else row.item


def is_dip_pack(path: Path) -> bool:
    """True for a folder, .zip or .xlsx that has the table ``core``, and for the national DIP workbook."""
    return bool(names_of_tables(path, (_MARK,))) or is_published(path)


def load_dip(path: Path) -> DipScheme:
    """The DIP pack in a folder, a .zip or a workbook, or the national workbook as it was published.

    Raises KnowledgeError with one Chinese sentence.
    """
    tables, stamp, published, complaints = pack_tables(path)
    return scheme_of(tables, stamp, published, complaints)


def pack_tables(path: Path) -> PackTables:
    """The tables of a pack or of the national workbook. Raises KnowledgeError where a table or a column is missing."""
    files = pack_files(path)
    if len(files) == 1 and is_published(path):
        return published_pack(files)
    tables: dict[str, list[Row]] = {}
    for table, file, read in tables_in(files, NEEDED):
        tables.setdefault(table, []).extend(rows_of(table, file, read(), NEEDED[table]))
    missing = [table for table in ("scheme", _MARK) if table not in tables]
    if missing:
        raise KnowledgeError(f"DIP 方案“{path.name}”缺少 {'、'.join(missing)} 表：请补全方案包。")
    return PackTables(tables, content_stamp(files))


def scheme_of(
    tables: Mapping[str, Sequence[Row]],
    stamp: str = "",
    published: PublishedFile | None = None,
    complaints: Sequence[str] = (),
) -> DipScheme:
    """The scheme in the tables of a pack; ``complaints``: of the file that they stood in. Raises KnowledgeError."""
    catalogue = build_catalogue(tables, stamp, published)
    catalogue = replace(catalogue, complaints=(*complaints, *catalogue.complaints))
    pricing = build_pricing(tables, catalogue.settings, build_auxiliary(tables))
    return DipScheme(catalogue, Matcher(catalogue), pricing)
