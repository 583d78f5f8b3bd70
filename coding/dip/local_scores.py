"""What a city adds to the national catalogue: scores by number of the packet, points, factors of the hospitals.

Any table with a column of numbers and one of scores; points and factors in tables of their own or on further sheets.
The auxiliary tables may stand beside them, named as in a pack (aux, aux_levels, aux_codes, cci).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import CodingError, KnowledgeError
from coding.base.resources import resource_table
from coding.base.sheets import sheets_in
from coding.dip.auxiliary import Auxiliary, build_auxiliary
from coding.dip.matching import Matcher
from coding.dip.pack_rows import rows_of
from coding.dip.packet_catalogue import NEEDED, PLACE, Row
from coding.dip.packet_score import figures_by
from coding.grouping.pack_files import content_stamp, pack_files, tables_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.base.sheets import Sheet
    from coding.dip.dip_scheme import DipScheme

_AUXILIARY = ("aux_levels", "aux", "aux_codes", "cci")
#: What a table must have to be one of these.
_SCORES, _POINTS, _HOSPITALS = ("seq", "score"), ("insured", "point"), ("level", "factor")
#: How far down a header may stand, and how many numbers that nobody has are named.
_DEPTH, _NAMED = 8, 6


@dataclass(frozen=True, slots=True)
class LocalScores:
    """Rows of scores as they were read, points (yuan) by kind of insured, factors by level; ``stamp`` of the bytes."""

    title: str
    stamp: str
    rows: Sequence[Row] = field(repr=False)
    points: Mapping[str, float]
    hospitals: Mapping[str, float]
    auxiliary: Auxiliary | None


def load_scores(path: Path) -> LocalScores:
    """The scores in a table, a workbook, a folder or a .zip. Raises KnowledgeError with one Chinese sentence."""
    files = _files(path)
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for name, data in sorted(files.items()):
        for sheet in sheets_in(data, name):
            for columns, row in _rows(sheet, name):
                found[columns].append(row)
    if not found[_SCORES]:
        raise KnowledgeError(f"“{path.name}”中找不到病种分值：须有“序号”和“分值”两列，一行一个病种。")
    tables: dict[str, list[Row]] = defaultdict(list)
    for table, file, read in tables_in(files, _AUXILIARY):
        tables[table].extend(rows_of(table, file, read(), NEEDED[table]))
    return LocalScores(
        path.stem if path.is_file() else path.name,
        content_stamp(files),
        tuple(found[_SCORES]),
        figures_by(found[_POINTS], *_POINTS),
        figures_by(found[_HOSPITALS], *_HOSPITALS),
        build_auxiliary(tables) if tables.get("aux") else None,
    )


def has_scores(path: Path) -> bool:
    """Whether a file is such a table, as far as its headers say it."""
    try:
        return bool(load_scores(path).rows)
    except CodingError:
        return False


def with_scores(scheme: DipScheme, local: LocalScores) -> DipScheme:
    """A scheme with the scores of a city in the stead of its own; what does not fit is among its complaints.

    Raises KnowledgeError for a figure that is none.
    """
    scores, complaints = _by_number(scheme, local)
    catalogue = scheme.catalogue.with_scores(scores)
    stamp = hashlib.blake2b(f"{catalogue.stamp} {local.stamp}".encode(), digest_size=8).hexdigest()
    catalogue = replace(catalogue, stamp=stamp, complaints=(*catalogue.complaints, *complaints))
    pricing = replace(
        scheme.pricing,
        points=local.points or scheme.pricing.points,
        hospitals=local.hospitals or scheme.pricing.hospitals,
        auxiliary=local.auxiliary or scheme.pricing.auxiliary,
    )
    return replace(scheme, catalogue=catalogue, matcher=Matcher(catalogue), pricing=pricing)


def _by_number(
    scheme: DipScheme, local: LocalScores
) -> tuple[dict[str, tuple[float | None, float | None]], Sequence[str]]:
    known = {row.seq: row.seq for row in scheme.catalogue.rows}
    for own in list(known):  # the national numbers go through all layers: a table may leave the layer out
        known.setdefault(own.rpartition("-")[2], own)
    scores: dict[str, tuple[float | None, float | None]] = {}
    complaints: list[str] = []
    strangers: list[str] = []
    for row in local.rows:
        seq = known.get(row["seq"].removesuffix(".0"))
        if seq is None:
            strangers.append(row["seq"])
        elif seq in scores:
            complaints.append(f"{row[PLACE]}：病种 {row['seq']} 的分值重复，以先出现的一行为准。")
        else:
            score = figures_by([row], "seq", "score")[row["seq"]]
            mean = figures_by([row], "seq", "mean_cost")[row["seq"]] if row.get("mean_cost") else None
            scores[seq] = score, mean
    if strangers:
        shown = "、".join(strangers[:_NAMED]) + ("……" if len(strangers) > _NAMED else "")
        complaints.append(
            f"分值表“{local.title}”：{len(strangers)} 个病种不在方案中（{shown}），请核对是否同一版目录。"
        )
    absent = [row for row in scheme.catalogue.rows if row.seq not in scores]
    without = sum(row.score is None for row in absent)
    if without:
        complaints.append(f"分值表“{local.title}”：方案的 {without} 个病种在其中没有分值，支付测算为空。")
    if without < len(absent):
        kept = len(absent) - without
        complaints.append(f"分值表“{local.title}”：方案的 {kept} 个病种在其中没有分值，仍用方案自带的分值。")
    return scores, complaints


def _rows(sheet: Sheet, name: str) -> Iterator[tuple[tuple[str, str], Row]]:
    """(which columns, row) of a sheet; nothing where it has none of the headers."""
    kinds: list[tuple[str, str]] = []
    places: dict[str, int] = {}
    for line, cells in enumerate(sheet.rows):
        if not kinds:
            if line >= _DEPTH:
                return
            places = {column: place for place, cell in reversed(list(enumerate(cells))) if (column := _column(cell))}
            kinds = [columns for columns in (_SCORES, _POINTS, _HOSPITALS) if all(c in places for c in columns)]
            continue
        told = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
        told[PLACE] = f"{sheet.name or name} 第{sheet.line(line)}行"
        for columns in kinds:
            if told[columns[0]] and not told[columns[0]].startswith("#"):
                yield columns, told


def _column(cell: str) -> str:
    return _headers().get(_plain(cell), "")


@cache
def _headers() -> Mapping[str, str]:
    rows = resource_table("dip/score_headers.csv", "column", "header")
    return {_plain(row["header"]): row["column"] for row in rows}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.replace("\ufeff", "")).split()).upper()


def _files(path: Path) -> dict[str, bytes]:
    try:
        if path.is_file() and path.suffix.lower() != ".zip":
            return {path.name: path.read_bytes()}
    except OSError as error:
        raise KnowledgeError(f"分值表“{path}”打不开：请检查路径和读取权限。") from error
    return pack_files(path)
