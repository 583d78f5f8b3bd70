"""A DIP catalogue: its rows made ready for matching. Built from the tables of a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coding.base.errors import KnowledgeError
from coding.base.numbers import whole_number
from coding.dip.items import DiagnosisItem, code_sets, diagnosis_items

_FIGURE = re.compile(r"\d+(?:\.\d*)?")
#: A row of a table: texts by column.
Row = Mapping[str, str]
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
#: Settings that a pack may state, and what holds where it does not.
SETTINGS: Mapping[str, str] = {
    "name": "",
    "version": "",
    "code_edition": "",
    "layers": "XQ|BX|FZ|JC|ZH",
    "px_role": "principal",
    "exclude_match": "exact",
    "px_match": "exact",
    "dx_levels": "full|4|3",
    "conservative": "strict",
    "low": "0.5",
    "high": "2",
    "high_style": "add",
}


#: Settings of which but one value can be matched by: a pack that says another must not match.
_FIXED = ("exclude_match", "px_match", "dx_levels", "conservative")


@dataclass(frozen=True, slots=True)
class CoreRow:
    """One 核心病种; ``px`` None = procedures are not judged, () = only without an effective procedure."""

    place: int
    seq: str
    layer: str
    kind: str
    name: str
    dx: tuple[DiagnosisItem, ...]
    sdx: tuple[tuple[DiagnosisItem, ...], ...]
    px: tuple[frozenset[str], ...] | None
    rpx: tuple[frozenset[str], ...]
    looks_at_all_px: bool
    looks_at_all_dx: bool
    below_days: int | None
    weight: tuple[int, int] | None
    resistant: bool | None
    score: float | None
    mean_cost: float | None


@dataclass(frozen=True, slots=True)
class MixedRow:
    """One 综合病种: a category or a range, and a kind of treatment."""

    seq: str
    name: str
    dx: DiagnosisItem
    kind: str
    score: float | None
    mean_cost: float | None


@dataclass(frozen=True, slots=True)
class PrincipalBar:
    """Why a procedure is not the principal one: conservative, never, or only in a range of diagnoses."""

    rule: str
    within: tuple[DiagnosisItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of a pack but its payment. ``layers`` in order; ``core`` by layer, in the order of the catalogue."""

    settings: Mapping[str, str]
    layers: tuple[str, ...]
    core: Mapping[str, tuple[CoreRow, ...]]
    mixed: tuple[MixedRow, ...]
    excluded: frozenset[str]
    bars: Mapping[str, PrincipalBar]
    resistant: frozenset[str]
    basic: tuple[tuple[tuple[DiagnosisItem, ...], frozenset[str]], ...]
    kinds: Mapping[str, str]
    stamp: str = ""
    complaints: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """What the pack calls itself."""
        return self.settings["name"]


def build_catalogue(tables: Mapping[str, Sequence[Row]], stamp: str = "") -> Catalogue:
    """The catalogue in the tables of a pack.

    Raises KnowledgeError for a key or a figure that no interpreter knows: a pack that is wrong must not match.
    """
    settings = _settings(tables.get("scheme", ()))
    rows = [_core_row(place, row) for place, row in enumerate(tables.get("core", ()))]
    layers = tuple(part.strip() for part in settings["layers"].split("|") if part.strip())
    strange = sorted({row.layer for row in rows} - set(layers))
    return Catalogue(
        settings=settings,
        layers=layers,
        core={layer: tuple(row for row in rows if row.layer == layer) for layer in layers},
        mixed=tuple(_mixed_row(row) for row in tables.get("mixed", ())),
        excluded=frozenset(row["code"] for row in tables.get("exclude_dx", ())),
        bars={row["code"]: _bar(row) for row in tables.get("exclude_px", ())},
        resistant=frozenset(row["code"] for row in tables.get("tb_resistant", ())),
        basic=tuple(_basic(row) for row in tables.get("primary", ())),
        kinds={row["code"]: row["type"] for row in tables.get("px_type", ())},
        stamp=stamp,
        complaints=tuple(f"core：层次 {layer} 不在 scheme 的 layers 中，其病种永远不会匹配。" for layer in strange),
    )


def _settings(rows: Sequence[Row]) -> Mapping[str, str]:
    told = {row["key"]: row["value"] for row in rows}
    unknown = sorted(told.keys() - SETTINGS.keys())
    if unknown:
        raise KnowledgeError(f"DIP 方案的 scheme 中有不认识的项目 {'、'.join(unknown)}：请核对拼写，或更新本程序。")
    if told.get("px_role", "principal") != "principal":
        raise KnowledgeError("DIP 方案的 px_role 不是 principal：按全部手术操作匹配的 2.0 版方案暂不支持。")
    for key in _FIXED:
        if told.get(key, SETTINGS[key]) != SETTINGS[key]:
            raise KnowledgeError(f"DIP 方案的 {key} 不是 {SETTINGS[key]}：其他匹配方式暂不支持，请核对方案。")
    return {**SETTINGS, **told}


def _core_row(place: int, row: Row) -> CoreRow:
    px = row.get("px", "")
    return CoreRow(
        place=place,
        seq=row["seq"],
        layer=row["layer"],
        kind=row.get("kind", ""),
        name=row.get("name", ""),
        dx=diagnosis_items(row["dx"]),
        sdx=tuple(diagnosis_items(part.replace("+", "|")) for part in filter(None, [row.get("sdx", "")])),
        px=None if px == "-" else code_sets(px),
        rpx=code_sets(row.get("rpx", "")),
        looks_at_all_px=row.get("px_any", "") == "1",
        looks_at_all_dx=row.get("dx_any", "") == "1",
        below_days=_days(row),
        weight=_weight(row),
        resistant={"1": True, "0": False}.get(row.get("resistant", "")),
        score=figure(row, "score", "core"),
        mean_cost=figure(row, "mean_cost", "core"),
    )


def _days(row: Row) -> int | None:
    text = row.get("age_days", "").strip()
    if not text:
        return None
    days = whole_number(text[1:])
    if not text.startswith("<") or days is None:
        raise KnowledgeError(f"DIP 病种 {row['seq']} 的天龄条件“{text}”看不懂：请写成 <29 的样子。")
    return days


def _weight(row: Row) -> tuple[int, int] | None:
    text = row.get("birth_weight", "").strip()
    if not text:
        return None
    low, _, high = text.partition("-")
    least, most = whole_number(low), whole_number(high)
    if least is None or most is None:
        raise KnowledgeError(f"DIP 病种 {row['seq']} 的出生体重条件“{text}”看不懂：请写成 1000-1499 的样子。")
    return least, most


def _mixed_row(row: Row) -> MixedRow:
    items = diagnosis_items(row["dx"])
    if len(items) != 1:
        raise KnowledgeError(f"DIP 综合病种 {row['seq']} 的诊断“{row['dx']}”应为一个类目或类目范围。")
    figures = figure(row, "score", "mixed"), figure(row, "mean_cost", "mixed")
    return MixedRow(row["seq"], row.get("name", ""), items[0], row["type"], *figures)


def _bar(row: Row) -> PrincipalBar:
    if row["rule"] not in {"conservative", "never", "range"}:
        raise KnowledgeError(f"DIP 方案 exclude_px 中 {row['code']} 的规则“{row['rule']}”不认识。")
    return PrincipalBar(row["rule"], diagnosis_items(row.get("range", "")))


def _basic(row: Row) -> tuple[tuple[DiagnosisItem, ...], frozenset[str]]:
    return diagnosis_items(row["dx"]), frozenset(p.strip() for p in row["px"].split("|") if p.strip())


def figure(row: Row, column: str, table: str) -> float | None:
    """A figure of a table; None for an empty cell. Raises KnowledgeError."""
    text = row.get(column, "").strip()
    if not text:
        return None
    if not _FIGURE.fullmatch(text):
        raise KnowledgeError(f"DIP 方案 {table} 表中的 {column}“{text}”不是数字：请更正后再打开。")
    return float(text)
