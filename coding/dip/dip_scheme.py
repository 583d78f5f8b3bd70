"""A DIP pack, ready to use: catalogue, matching and payment together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.auxiliary import build_auxiliary
from coding.dip.matching import Matcher, Packet
from coding.dip.pack_rows import rows_of
from coding.dip.packet_catalogue import NEEDED, Catalogue, PublishedFile, Row, build_catalogue
from coding.dip.packet_score import Payment, Pricing, build_pricing
from coding.dip.published import PackTables, is_published, published_pack
from coding.grouping.pack_files import content_stamp, names_of_tables, pack_files, tables_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coding.grouping.case import Case

#: The table that tells a DIP pack from one of DRG.
_MARK = "core"


@dataclass(frozen=True, slots=True)
class DipScheme:
    """A loaded DIP pack, read only. ``stamp`` changes with any byte of the pack."""

    catalogue: Catalogue
    matcher: Matcher
    pricing: Pricing

    @property
    def title(self) -> str:
        """What the pack calls itself."""
        return self.catalogue.title

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
