"""What ``group`` groups by, as files and answers: small, so that the rows can be grouped elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.sheet_writer import people_line
from coding.commands.group_cases import case_finder
from coding.commands.output import number_text
from coding.grouping.case import Grouping, GroupStatus
from coding.reference.open_scheme import open_embedded, open_packets, open_scheme
from coding.work.grouped_rows import RowGrouper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.commands.group_dated import PageRows
    from coding.commands.group_dip import PacketWriter
    from coding.dip.dip_scheme import DipScheme
    from coding.exchange.read import RowShape
    from coding.grouping.grouper import Grouper
    from coding.knowledge.knowledge import Knowledge, KnowledgeSource
    from coding.payment.tariff import Tariff
    from coding.work.jobs import Places

_COLUMNS = ("case_id", "status", "mdc", "adrg", "drg")
#: A row that could not be read is answered like a case that fails the first check, so that no row is missing.
_UNREADABLE = Grouping(GroupStatus.CHECK_FAILED, "0000", "00", "0000")


@dataclass(frozen=True, slots=True)
class SchemeRecipe:
    """One scheme, with a tariff or without. ``options``: answers to the tariff; ``maps``: crosswalks, None = none."""

    scheme: str = ""
    amendments: str = ""
    tariff: str = ""
    options: str = ""
    maps: KnowledgeSource | None = None

    def files(self) -> Iterable[str]:
        """See Recipe."""
        return (*_given(self.scheme, self.amendments, self.tariff), *_map_files(self.maps))

    def at(self, places: Places) -> SchemeRecipe:
        """See Recipe."""
        scheme, amendments, tariff = (places.get(path, path) for path in (self.scheme, self.amendments, self.tariff))
        return SchemeRecipe(scheme, amendments, tariff, self.options, _maps_at(self.maps, places))

    def loaded(self) -> tuple[Grouper, Tariff | None]:
        """The scheme and the tariff."""
        mended = Path(self.amendments) if self.amendments else None
        scheme = open_scheme(Path(self.scheme), mended) if self.scheme else open_embedded(mended)
        if not self.tariff:
            return scheme, None
        from coding.payment.tariff import load_tariff
        from coding.payment.tariff_options import TariffOptions

        return scheme, load_tariff(Path(self.tariff), options=TariffOptions.from_text(self.options))

    def row_writer(self, shape: RowShape) -> RowGrouper:
        """See Recipe."""
        return scheme_writer(shape, *self.loaded(), self.maps)


@dataclass(frozen=True, slots=True)
class PacketRecipe:
    """A scheme of DIP, with the scores of a city or its own."""

    scheme: str
    scores: str = ""
    level: str = ""
    maps: KnowledgeSource | None = None

    def files(self) -> Iterable[str]:
        """See Recipe."""
        return (*_given(self.scheme, self.scores), *_map_files(self.maps))

    def at(self, places: Places) -> PacketRecipe:
        """See Recipe."""
        scheme, scores = (places.get(path, path) for path in (self.scheme, self.scores))
        return PacketRecipe(scheme, scores, self.level, _maps_at(self.maps, places))

    def loaded(self) -> DipScheme:
        """The scheme."""
        return open_packets(Path(self.scheme), Path(self.scores) if self.scores else None, self.level)

    def row_writer(self, shape: RowShape) -> PacketWriter:
        """See Recipe."""
        from coding.commands.group_dip import packet_writer

        return packet_writer(shape, self.loaded(), case_finder(shape, self.maps))


@dataclass(frozen=True, slots=True)
class KnowledgeRecipe:
    """Whatever holds on the day of discharge of each row, with a payment policy or without."""

    source: KnowledgeSource

    def files(self) -> Iterable[str]:
        """See Recipe."""
        from coding.work.pages_job import source_files

        return source_files(self.source)

    def at(self, places: Places) -> KnowledgeRecipe:
        """See Recipe."""
        from coding.work.pages_job import source_at

        return KnowledgeRecipe(source_at(self.source, places))

    def loaded(self) -> Knowledge:
        """The Knowledge."""
        from coding.knowledge.knowledge import load_knowledge

        return load_knowledge(self.source)

    def row_writer(self, shape: RowShape) -> PageRows:
        """See Recipe."""
        return knowledge_writer(shape, self.loaded())[1]


def knowledge_writer(shape: RowShape, knowledge: Knowledge) -> tuple[str, PageRows]:
    """The first line of the file, and what writes the rows."""
    from coding.commands.group_dated import dated_header, dated_rows
    from coding.commands.group_priced import priced_header, priced_rows
    from coding.commands.packet_cells import packet_columns

    if knowledge.has_policy or packet_columns(knowledge):
        return priced_header(knowledge), priced_rows(shape.builder, knowledge)
    return dated_header(knowledge), dated_rows(shape.builder, knowledge)


def scheme_header(tariff: Tariff | None) -> str:
    """The first line of the file."""
    return ",".join((*_COLUMNS, "weight") if tariff else _COLUMNS)


def scheme_writer(shape: RowShape, scheme: Grouper, tariff: Tariff | None, maps: KnowledgeSource | None) -> RowGrouper:
    """What writes the rows of a file; ``maps`` names the crosswalks that codes of the clinical edition go through."""
    find = case_finder(shape, maps)
    stamp = f"{scheme.stamp}-{tariff.stamp}" if tariff else scheme.stamp
    return RowGrouper(find, scheme.group, lambda g: _tail(g, tariff), _UNREADABLE, shape.builder.case_no, stamp)


def _tail(grouping: Grouping, tariff: Tariff | None) -> str:
    cells = [grouping.status.value, grouping.mdc, grouping.adrg, grouping.drg]
    if tariff:
        cells.append(number_text(tariff.price(grouping.drg).weight, 4))
    return f",{people_line(cells)}\r\n"


def _given(*paths: str) -> tuple[str, ...]:
    return tuple(path for path in paths if path)


def _map_files(maps: KnowledgeSource | None) -> tuple[str, ...]:
    return () if maps is None else _given(maps.dx_map or "", maps.px_map or "")


def _maps_at(maps: KnowledgeSource | None, places: Places) -> KnowledgeSource | None:
    if maps is None:
        return None
    dx_map, px_map = (places.get(path or "", path or "") or None for path in (maps.dx_map, maps.px_map))
    return replace(maps, dx_map=dx_map, px_map=px_map)
