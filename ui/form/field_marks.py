"""Which places of a page carry findings, and what their tooltips say."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from coding.page.change import EditKind
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.finding import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.change import Change

#: A spot on the form: repeat group ("" for single fields), attribute or key, row.
Spot = tuple[str, str, int]

#: What stands in a field and not in the store yet.
UNSAVED = "未保存"

#: A row that was not there when the page was imported.
NEW_ROW = "新增的行"

ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Mark:
    """The worst severity of a spot, and all its findings in words."""

    severity: Severity
    tip: str


def spot_of(place: Place) -> Spot:
    """Where on the form a place lies; a repeated field without row means its first."""
    found = ROW_ATTRIBUTES.get(place.field)
    if found is None:
        return ("", place.field, 0)
    return (found[0], found[1], place.index or 0)


def marks_of(findings: Iterable[Finding]) -> dict[Spot, Mark]:
    """The mark of every spot that a finding names as its place."""
    by_spot: dict[Spot, list[Finding]] = {}
    for finding in findings:
        by_spot.setdefault(spot_of(finding.place), []).append(finding)
    return {spot: _mark(found) for spot, found in by_spot.items()}


def unsaved_spots(changes: Iterable[Change]) -> set[Spot]:
    """The spots that changes which wait for the store have altered; of a row that came or moved, its first column."""
    spots: set[Spot] = set()
    for edit in (edit for change in changes for edit in change.edits):
        if edit.kind is EditKind.SET:
            spots.add(spot_of(Place(edit.field, edit.index)))
        elif edit.kind is not EditKind.REMOVE:
            spots.add((edit.row_group, "", edit.to if edit.kind is EditKind.MOVE else edit.index))
    return spots


def altered_words(was: str | None, attribute: str) -> str:
    """What a field said when the page was imported, for a tooltip; "" where it says the same."""
    if was is None:
        return ""
    return NEW_ROW if not attribute else f"已改，导入时：{was or '（空）'}"


def worst(severities: Iterable[Severity]) -> Severity | None:
    """The gravest of some severities; None for none."""
    return min(severities, key=ORDER.index, default=None)


def _mark(findings: list[Finding]) -> Mark:
    findings = sorted(findings, key=lambda f: ORDER.index(f.severity))
    return Mark(findings[0].severity, "<hr>".join(_words(f) for f in findings))


def _words(finding: Finding) -> str:
    parts = [f"<b>{finding.severity.label}</b> {escape(finding.message)}"]
    if finding.hint:
        parts.append(escape(finding.hint))
    if finding.basis:
        parts.append(f"依据：{escape(finding.basis)}")
    return "<br>".join(parts)
