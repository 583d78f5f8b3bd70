"""A DIP catalogue: its rows made ready for matching. Built from the tables of a pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from coding.base.errors import KnowledgeError
from coding.base.numbers import whole_number
from coding.dip.items import (
    ANYTHING,
    DiagnosisItem,
    DiagnosisSets,
    code_sets,
    diagnosis_items,
    diagnosis_sets,
    strange_diagnoses,
    strange_procedures,
)
from coding.dip.packet_settings import PackSettings, settings_of, wrong_settings

_FIGURE = re.compile(r"\d+(?:\.\d*)?")
#: A row of a table: texts by column. Under PLACE: file or sheet, and line, where the row was read from one.
Row = Mapping[str, str]
PLACE = "#"
#: Tables of a pack and the columns without which a table says nothing.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "scheme": ("key", "value"),
    "core": ("seq", "layer", "dx"),
    "exclude_dx": ("code",),
    "exclude_px": ("code", "rule"),
    "tb_resistant": ("code",),
    "primary": ("dx", "px"),
    "mixed": ("seq", "dx", "type"),
    "px_type": ("code", "type"),
    "aux_levels": ("kind", "level", "rule"),
    "aux": ("seq", "kind", "level", "factor"),
    "aux_codes": ("list", "code"),
    "cci": ("code", "component", "weight"),
    "hospital": ("level", "factor"),
    "points": ("insured", "point"),
}
#: The layer in which the order of the catalogue alone decides, and the one of the mixed rows.
IN_ORDER, MIXED_LAYER = "XQ", "ZH"
#: Kinds of treatment of a mixed row.
OPERATIONS, TREATMENTS, DIAGNOSTICS, CONSERVATIVE = "相关手术组", "治疗性操作组", "诊断性操作组", "内科诊疗组"
#: Kinds of a procedure → the kind of treatment; a code that no table names counts as conservative treatment.
TREATMENT: Mapping[str, str] = {
    "手术": OPERATIONS,
    "介入治疗": OPERATIONS,
    "治疗性操作": TREATMENTS,
    "诊断性操作": DIAGNOSTICS,
    "保守治疗": CONSERVATIVE,
}
_FLAGS = {"1": True, "0": False}
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class CoreRow:
    """One 核心病种; ``px`` None = procedures are not judged, () = only without an effective procedure.

    ``item`` is the diagnosis as the catalogue writes it. ``sdx``: what secondary diagnoses must
    meet. ``below_days``: age 0 and fewer days of life. ``weight``: grams at birth, both included.
    """

    place: int
    seq: str
    layer: str
    kind: str
    name: str
    item: str
    dx: tuple[DiagnosisItem, ...]
    sdx: DiagnosisSets | None
    px: tuple[frozenset[str], ...] | None
    rpx: tuple[frozenset[str], ...]
    looks_at_all_px: bool
    looks_at_all_dx: bool
    below_days: int | None
    weight: tuple[int, int] | None
    resistant: bool | None
    score: float | None
    mean_cost: float | None
    where: str = ""
    #: The alternatives of ``px`` that are one code.
    single_px: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """Whether diagnosis and procedures alone decide."""
        return not self.sdx and self.below_days is None and self.weight is None and self.resistant is None


@dataclass(frozen=True, slots=True)
class MixedRow:
    """One 综合病种: a category or a range, and a kind of treatment."""

    seq: str
    name: str
    dx: DiagnosisItem
    kind: str
    score: float | None
    mean_cost: float | None
    where: str = ""

    @property
    def item(self) -> str:
        """The diagnosis as the catalogue writes it."""
        return self.dx.text

    @property
    def layer(self) -> str:
        """The layer of all mixed rows."""
        return MIXED_LAYER


@dataclass(frozen=True, slots=True)
class PrincipalBar:
    """Why a procedure is not the principal one: conservative, never, or only in a range of diagnoses."""

    rule: str
    within: tuple[DiagnosisItem, ...] = ()


@dataclass(frozen=True, slots=True)
class BasicPair:
    """What makes a core row's case 基层病种: a diagnosis item, and one of these procedures; () = without any."""

    items: tuple[DiagnosisItem, ...]
    px: frozenset[str]


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """The file that a catalogue was published in: its name, the date in it ("" = none) and the hash of its bytes."""

    name: str
    date: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of a pack but its payment. ``core`` by layer, in the order of the catalogue."""

    settings: PackSettings
    core: Mapping[str, tuple[CoreRow, ...]]
    mixed: tuple[MixedRow, ...]
    excluded: frozenset[str]
    bars: Mapping[str, PrincipalBar]
    resistant: frozenset[str]
    basic: tuple[BasicPair, ...]
    kinds: Mapping[str, str]
    stamp: str = ""
    published: PublishedFile | None = None
    complaints: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """What the pack calls itself."""
        return self.settings.stated["name"]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers in the order in which they are asked."""
        return self.settings.layers

    @property
    def rows(self) -> Iterator[CoreRow | MixedRow]:
        """Every row, in the order of the layers."""
        for layer in self.layers:
            yield from self.mixed if layer == MIXED_LAYER else self.core.get(layer, ())

    def with_scores(self, scores: Mapping[str, tuple[float | None, float | None]]) -> Catalogue:
        """The same catalogue with the score and the mean cost (yuan) that another table states, by number of row."""

        def scored(row: _Scored) -> _Scored:
            score, mean = scores.get(row.seq, (row.score, row.mean_cost))
            return replace(row, score=score, mean_cost=mean)

        core = {layer: tuple(map(scored, rows)) for layer, rows in self.core.items()}
        return replace(self, core=core, mixed=tuple(map(scored, self.mixed)))


_Scored = TypeVar("_Scored", CoreRow, MixedRow)


class Faults:
    """What is wrong with the rows of a pack, in their order, while it is read.

    ``refused``: rows that no interpreter can read, and so are left out. ``strange``: codes that look like none, which
    would never be met; of a published file (``is_published``) such a row is left out, too.
    """

    def __init__(self, *, is_published: bool) -> None:
        self.refused: list[str] = []
        self.strange: list[str] = []
        self._is_published = is_published

    def each(self, table: str, rows: Sequence[Row], make: Callable[[Row], tuple[_Made, Sequence[str]]]) -> list[_Made]:
        """What ``make`` makes of the rows; it gives the codes that look like none beside, or raises KnowledgeError."""
        made = []
        for row in rows:
            try:
                one, strange = make(row)
            except KnowledgeError as error:
                self.refused.append(f"{_where(row, table)}：{error}")
                continue
            if strange:
                owner = row.get("seq") or row.get("code") or ""
                sentence = f"{owner} 的编码“{strange[0]}”写法不对：请核对小数点、末尾的 0 和分隔符。".strip()
                (self.refused if self._is_published else self.strange).append(f"{_where(row, table)}：{sentence}")
            if not (strange and self._is_published):
                made.append(one)
        return made


def _where(row: Row, table: str) -> str:
    return row.get(PLACE) or table


def build_catalogue(
    tables: Mapping[str, Sequence[Row]], stamp: str = "", published: PublishedFile | None = None
) -> Catalogue:
    """The catalogue in the tables of a pack.

    A pack that is wrong must not match: raises KnowledgeError for a key, a value or a row that no interpreter knows.
    Of a published file, which nobody can mend, such rows are left out and told.
    """
    catalogue, faults = read_catalogue(tables, stamp, published)
    if not faults:
        return catalogue
    if published is None:
        more = f"（另有 {len(faults) - 1} 处，可用 main.py scheme 查看全部）" if len(faults) > 1 else ""
        raise KnowledgeError(f"DIP 方案不能使用。{faults[0]}{more}")
    return replace(catalogue, complaints=(*faults, *catalogue.complaints))


def read_catalogue(
    tables: Mapping[str, Sequence[Row]], stamp: str = "", published: PublishedFile | None = None
) -> tuple[Catalogue, tuple[str, ...]]:
    """The catalogue without the rows that cannot be read, and what is wrong with those."""
    faults = Faults(is_published=published is not None)
    stated = _stated(tables.get("scheme", ()), faults)
    settings = settings_of(stated)
    at = iter(range(len(tables.get("core", ()))))
    rows = faults.each("core", tables.get("core", ()), lambda row: _core_row(next(at), row, settings))
    strange = sorted({row.layer for row in rows} - set(settings.layers))
    told = [f"core：层次 {layer} 不在 scheme 的 layers 中，其病种永远不会匹配。" for layer in strange]
    told += [f"{r.where or 'core'}：病种 {r.seq} 的诊断都不在 dx_levels 之内，永远不会匹配。" for r in rows if not r.dx]
    catalogue = Catalogue(
        settings=settings,
        core={layer: tuple(r for r in rows if r.layer == layer and r.dx) for layer in settings.layers},
        mixed=tuple(faults.each("mixed", tables.get("mixed", ()), _mixed_row)),
        excluded=frozenset(faults.each("exclude_dx", tables.get("exclude_dx", ()), _diagnosis)),
        bars=dict(faults.each("exclude_px", tables.get("exclude_px", ()), _bar)),
        resistant=frozenset(faults.each("tb_resistant", tables.get("tb_resistant", ()), _diagnosis)),
        basic=tuple(faults.each("primary", tables.get("primary", ()), _basic)),
        kinds=dict(faults.each("px_type", tables.get("px_type", ()), _kind)),
        stamp=stamp,
        published=published,
        complaints=(*faults.strange, *told),
    )
    return catalogue, tuple(faults.refused)


def _stated(rows: Sequence[Row], faults: Faults) -> Mapping[str, str]:
    """What a pack states, but for what cannot be interpreted: that is told."""
    stated = {row["key"]: row["value"] for row in rows}
    places = {row["key"]: row.get(PLACE, "") for row in rows}
    for key, sentence in list(wrong_settings(stated)):
        faults.refused.append(f"{places.get(key) or 'scheme'}：{sentence}")
        stated.pop(key, None)
    if list(wrong_settings(stated)):  # what is left holds together only with what was taken away
        return {}
    return stated


def _core_row(place: int, row: Row, settings: PackSettings) -> tuple[CoreRow, list[str]]:
    if not row["seq"] or not row["layer"] or not row["dx"]:
        raise KnowledgeError("序号、层次或主要诊断为空：请补上，或删去该行。")
    px, items = row.get("px", ""), diagnosis_items(row["dx"])
    for column, read in (("sdx", diagnosis_sets), ("px", code_sets), ("rpx", code_sets)):
        if row.get(column, "").strip() and not read(row[column]):
            raise KnowledgeError(f"病种 {row['seq']} 的 {column}“{row[column]}”中没有编码：请补上，或清空该格。")
    made = CoreRow(
        place=place,
        seq=row["seq"],
        layer=row["layer"],
        kind=row.get("kind", ""),
        name=row.get("name", ""),
        item=row["dx"],
        dx=tuple(item for item in items if item.closeness == ANYTHING or item.closeness in settings.closeness),
        sdx=diagnosis_sets(row.get("sdx", "")),
        px=None if px == "-" else code_sets(px),
        rpx=code_sets(row.get("rpx", "")),
        looks_at_all_px=_flag(row, "px_any") is True,
        looks_at_all_dx=_flag(row, "dx_any") is True,
        below_days=_days(row),
        weight=_weight(row),
        resistant=_flag(row, "resistant"),
        score=figure(row, "score"),
        mean_cost=figure(row, "mean_cost"),
        where=row.get(PLACE, ""),
    )
    strange = [
        *strange_diagnoses((*items, *(made.sdx.items if made.sdx else ()))),
        *strange_procedures((*(made.px or ()), *made.rpx)),
    ]
    made = replace(made, single_px=frozenset(code for codes in made.px or () if len(codes) == 1 for code in codes))
    return made, strange


def _flag(row: Row, column: str) -> bool | None:
    text = row.get(column, "")
    if text and text not in _FLAGS:
        raise KnowledgeError(f"病种 {row['seq']} 的 {column}“{text}”看不懂：应为 1、0 或空。")
    return _FLAGS.get(text)


def _days(row: Row) -> int | None:
    text = row.get("age_days", "").strip()
    if not text:
        return None
    days = whole_number(text[1:])
    if not text.startswith("<") or days is None:
        raise KnowledgeError(f"病种 {row['seq']} 的天龄条件“{text}”看不懂：请写成 <29 的样子。")
    return days


def _weight(row: Row) -> tuple[int, int] | None:
    text = row.get("birth_weight", "").strip()
    if not text:
        return None
    low, _, high = text.partition("-")
    least, most = whole_number(low), whole_number(high)
    if least is None or most is None or least > most:
        raise KnowledgeError(f"病种 {row['seq']} 的出生体重条件“{text}”看不懂：请写成 1000-1499 的样子。")
    return least, most


def _mixed_row(row: Row) -> tuple[MixedRow, list[str]]:
    items = diagnosis_items(row["dx"])
    if not row["seq"] or len(items) != 1 or not items[0].first:
        raise KnowledgeError(f"综合病种 {row['seq']} 的诊断“{row['dx']}”应为一个类目或类目范围。")
    if row["type"] not in _KINDS:
        raise KnowledgeError(f"综合病种 {row['seq']} 的类型“{row['type']}”不认识：应为 {'、'.join(_KINDS)}。")
    figures = figure(row, "score"), figure(row, "mean_cost")
    return MixedRow(row["seq"], row.get("name", ""), items[0], row["type"], *figures, where=row.get(PLACE, "")), []


_KINDS = tuple(dict.fromkeys(TREATMENT.values()))


def _diagnosis(row: Row) -> tuple[str, list[str]]:
    return _filled(row), strange_diagnoses(diagnosis_items(row["code"]))


def _bar(row: Row) -> tuple[tuple[str, PrincipalBar], list[str]]:
    if row["rule"] not in {"conservative", "never", "range"}:
        raise KnowledgeError(f"手术操作 {row['code']} 的规则“{row['rule']}”不认识：应为 conservative、never 或 range。")
    within = diagnosis_items(row.get("range", "")) if row["rule"] == "range" else ()
    if row["rule"] == "range" and (not within or strange_diagnoses(within)):
        raise KnowledgeError(
            f"手术操作 {row['code']} 的诊断范围“{row.get('range', '')}”看不懂：应写成 A00-A09 的样子。"
        )
    return (_filled(row), PrincipalBar(row["rule"], within)), strange_procedures(code_sets(row["code"]))


def _basic(row: Row) -> tuple[BasicPair, list[str]]:
    items, px = diagnosis_items(row["dx"]), code_sets(row["px"])
    if not items or any(len(codes) > 1 for codes in px):
        shown = f"{row['dx']} {row['px']}".strip()
        raise KnowledgeError(f"基层病种的“{shown}”看不懂：应为诊断和一个手术操作，几个以 | 隔开。")
    pair = BasicPair(items, frozenset(code for codes in px for code in codes))
    return pair, [*strange_diagnoses(items), *strange_procedures(px)]


def _kind(row: Row) -> tuple[tuple[str, str], list[str]]:
    if row["type"] not in TREATMENT:
        raise KnowledgeError(f"手术操作 {row['code']} 的类别“{row['type']}”不认识：应为 {'、'.join(TREATMENT)}。")
    return (_filled(row), row["type"]), []


def _filled(row: Row) -> str:
    if not row["code"]:
        raise KnowledgeError("编码为空：请补上，或删去该行。")
    return row["code"]


def figure(row: Row, column: str) -> float | None:
    """A figure of a table; None for an empty cell. Raises KnowledgeError."""
    text = row.get(column, "").strip()
    if not text:
        return None
    if not _FIGURE.fullmatch(text):
        raise KnowledgeError(f"{column} 的值“{text}”不是数字：请更正后再打开。")
    return float(text)
