"""Two or three versions of one page side by side: group, figures, rows and findings, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.grouping.grouper import DRG_WORDS
from coding.page.fields import RowGroup, field_catalogue
from coding.page.finding import Finding, Severity
from coding.page.rows import Diagnosis, Procedure, row_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.examine.examine import Examination
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price

#: What stands for a row, a field or a figure that a version does not have.
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page, what it is called, and what is known of it."""

    title: str
    page: FrontPage
    examination: Examination


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line of the comparison: the section it belongs to, what it is about, a text for each version."""

    section: str
    label: str
    texts: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """True when not all versions say the same."""
        return len(set(self.texts)) > 1


def compare(versions: Sequence[Version], *, money: bool = True) -> list[VersionLine]:
    """All lines of group, diagnoses and procedures; of the other fields and the findings those that differ. ``money``:
    whether weights and yuan are shown.
    """
    return [
        *_figures(versions, money=money),
        *_rows(versions, "diagnosis", CodeKind.DIAGNOSIS, "诊断"),
        *_rows(versions, "procedure", CodeKind.PROCEDURE, "手术操作"),
        *(line for line in _fields(versions) if line.differs),
        *(line for line in _findings(versions) if line.differs),
    ]


def _figures(versions: Sequence[Version], *, money: bool) -> list[VersionLine]:
    def line(label: str, text: Callable[[Examination], str]) -> VersionLine:
        return VersionLine("分组", label, tuple(text(v.examination) or NOTHING for v in versions))

    words = versions[0].examination.words if versions else DRG_WORDS
    prices = (
        line(" ".join(dict.fromkeys((words.weight, words.sign))), lambda e: _weight(e.price)),
        line("支付估算", lambda e: "" if e.price.payment is None else f"¥ {e.price.payment:,.0f}"),
    )
    return [
        line("分组状态", lambda e: e.grouping.status.value),
        line(words.chapter, lambda e: e.grouping.mdc),
        line(words.family, lambda e: e.grouping.adrg),
        line(words.method, lambda e: f"{e.grouping.drg} {e.grouping.name}".strip()),
        *(prices if money else ()),
        line("首页评分", lambda e: f"{e.score.points:g}"),
        line("强制问题", lambda e: str(e.count(Severity.ERROR))),
        line("提示问题", lambda e: str(e.count(Severity.WARNING))),
    ]


def _weight(price: Price) -> str:
    return "" if price.weight is None else f"{price.weight:.4f}".rstrip("0").rstrip(".")


def _rows(versions: Sequence[Version], group: RowGroup, kind: CodeKind, section: str) -> list[VersionLine]:
    """The first row by its place, the others by what they say, so that a row that only moved is no difference."""
    tables = [[r for r in v.page.rows(group) if not r.is_empty] for v in versions]
    if not any(tables):
        return []
    lines = [VersionLine(section, row_label(group, 0), tuple(_words(rows[0]) if rows else NOTHING for rows in tables))]
    others = [{_key(row, kind): row for row in rows[1:]} for rows in tables]
    for key in dict.fromkeys(key for rows in others for key in rows):
        texts = tuple(_words(rows[key]) if key in rows else NOTHING for rows in others)
        lines.append(VersionLine(section, f"其他{section}", texts))
    return lines


def _key(row: object, kind: CodeKind) -> str:
    assert isinstance(row, Diagnosis | Procedure)
    return spelled(row.code, kind) or row.name


def _words(row: object) -> str:
    assert isinstance(row, Diagnosis | Procedure)
    parts = [row.code, row.name]
    if isinstance(row, Diagnosis):
        parts.append(f"入院病情 {row.poa}" if row.poa else "")
    else:
        parts.append(row.date)
    return " ".join(p for p in parts if p)


def _fields(versions: Sequence[Version]) -> list[VersionLine]:
    keys = dict.fromkeys(key for v in versions for key in v.page.values)
    label = field_catalogue().label
    return [VersionLine("其他栏目", label(key), tuple(v.page.text(key) or NOTHING for v in versions)) for key in keys]


def _findings(versions: Sequence[Version]) -> list[VersionLine]:
    seen = [{_identity(f) for f in v.examination.findings} for v in versions]
    every = {_identity(f): f for v in versions for f in v.examination.findings}
    return [
        VersionLine(
            "问题", f"{f.severity.label} {f.message}（{f.rule}）", tuple("有" if key in s else NOTHING for s in seen)
        )
        for key, f in every.items()
    ]


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.message
