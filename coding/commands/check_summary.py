"""What ``check`` counts on its way, and its summary."""

from __future__ import annotations

from collections import Counter
from statistics import mean
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.commands.check_outcome import lost_outcome
from coding.commands.crash import keep_text
from coding.exchange.preflight import DefectKind
from coding.page.finding import Dimension, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.commands.check_outcome import Outcome
    from coding.page.front_page import FrontPage
    from coding.work.batch import LostRows
    from coding.work.held_parts import HeldSpan
    from coding.work.local_habits import LocalHabit
    from coding.work.reading_files import FileRead

#: Different lists of rules that were not judged, kept before they are put together.
_MOST_KINDS = 2_000


class Tally:
    """What the summary counts, gathered while the tables are written: the outcomes are not kept."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.severities: Counter[str] = Counter()
        self.dimensions: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.defects: Counter[DefectKind] = Counter()
        self.failed: list[tuple[str, ...]] = []
        #: Rules that the program itself failed on, and on how many pages.
        self.failed_rules: Counter[str] = Counter()
        #: Rule and trace, each once, in the order in which they came.
        self.traces: dict[tuple[str, str], None] = {}
        self.rejects = 0
        #: Rows that nobody could examine.
        self.lost: list[LostRows] = []
        #: Required items that are filled, that there are, and pages on which all are filled.
        self.filled = self.required = self.whole = 0
        #: The second score, of the TCM pages.
        self.tcm: list[float] = []
        #: Pages by the span of days in which they were discharged, where the Knowledge differs by day.
        self.spans: Counter[int] = Counter()
        self._not_judged: Counter[str] = Counter()
        self._together: Counter[tuple[str, ...]] = Counter()

    @property
    def pages(self) -> int:
        """Pages that were judged."""
        return sum(self.states.values())

    @property
    def not_judged(self) -> Counter[str]:
        """Rules that could not be judged, and on how many pages."""
        self._settle()
        return self._not_judged

    def add(self, outcome: Outcome) -> None:
        """Count one page."""
        self.states[outcome.state] += 1
        self.spans[outcome.span] += 1
        for rule, severity, dimension in outcome.counted:
            self.rules[rule] += 1
            self.severities[severity] += 1
            self.dimensions[dimension] += 1
        filled, required = outcome.items
        self.filled += filled
        self.required += required
        self.whole += filled == required
        if outcome.tcm is not None:
            self.tcm.append(outcome.tcm)
        if outcome.status:
            self.groups[outcome.status] += 1
        for rule, trace in outcome.defects:
            self.failed_rules[rule] += 1
            self.traces[rule, trace] = None
        # most pages of a file lack the same: they are counted together
        self._together[outcome.not_judged] += 1
        if len(self._together) > _MOST_KINDS:
            self._settle()

    def lose(self, rows: LostRows, pages: Sequence[FrontPage]) -> list[Outcome]:
        """Note rows that nobody could examine; what is said of each page."""
        self.lost.append(rows)
        if rows.trace:
            keep_text(rows.trace)
        return [lost_outcome(page, rows.why) for page in pages]

    def _settle(self) -> None:
        """Put what was counted together to its rules."""
        for rules, count in self._together.items():
            for rule in rules:
                self._not_judged[rule] += count
        self._together.clear()


def summary_of(
    files: Sequence[FileRead],
    tally: Tally,
    stamp: str,
    seconds: float,
    habits: Mapping[str, Sequence[LocalHabit]] = MappingProxyType({}),
    spans: Sequence[HeldSpan] = (),
) -> dict[str, object]:
    """The summary; ``stamp`` is that of the Knowledge, ``habits`` the ways of the house by file, ``spans`` what held on
    which days, where that differs by day.
    """
    return {
        "pages": tally.pages,
        "rejects": tally.rejects,
        "repairs": sum(len(file.reading.repairs) for file in files),
        "findings": sum(tally.rules.values()),
        "by_state": {state: tally.states[state] for state in ("error", "warning", "clean")},
        "by_severity": {s.value: tally.severities[s.value] for s in Severity},
        "by_dimension": {d.value: tally.dimensions[d.value] for d in Dimension},
        "by_rule": dict(sorted(tally.rules.items())),
        "by_status": dict(sorted(tally.groups.items())),
        "not_judged": dict(sorted(tally.not_judged.items())),
        "defects": dict(sorted(tally.failed_rules.items())),
        **lost_told(tally.lost),
        "files": [{**_file(file), **_habits(habits.get(file.given, ()))} for file in files],
        "completeness": _completeness(tally),
        **({"tcm": {"pages": len(tally.tcm), "mean": round(mean(tally.tcm), 2)}} if tally.tcm else {}),
        "preflight": {kind.value: tally.defects[kind] for kind in DefectKind},
        "knowledge": stamp,
        **({"held": [_held(span, tally.spans[at]) for at, span in enumerate(spans)]} if len(spans) > 1 else {}),
        "seconds": round(seconds, 3),
    }


def lost_told(lost: Sequence[LostRows]) -> dict[str, object]:
    """Rows that nobody could examine; nothing where there are none."""
    told = [{"file": r.file, "first": r.first, "last": r.last, "pages": r.pages, "why": r.why} for r in lost]
    return {"lost": told} if told else {}


def _completeness(tally: Tally) -> dict[str, object]:
    """After the indicators of 2016: items filled ÷ items required over all pages, and the pages that are whole."""
    share = round(tally.filled / tally.required, 4) if tally.required else 1.0
    told = {"filled": tally.filled, "required": tally.required, "share": share}
    return {**told, "whole_pages": tally.whole, "whole_share": round(tally.whole / (tally.pages or 1), 4)}


def _held(span: HeldSpan, pages: int) -> dict[str, object]:
    """What held for the pages discharged in a span of days, both ends included."""
    first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
    return {"from": first, "to": last, "pages": pages, "knowledge": span.stamp, "parts": dict(span.parts)}


def _habits(found: Sequence[LocalHabit]) -> dict[str, object]:
    """Ways of the house that make one finding on most pages; a file without any says nothing of them."""
    told = [
        {"fields": list(h.fields), "domain": h.domain, "pages": h.pages, "values": len(h.texts), "rules": list(h.rules)}
        for h in found
    ]
    return {"local_habits": told} if told else {}


def _file(file: FileRead) -> dict[str, object]:
    reading = file.reading
    return {
        "file": file.given,
        "layout": reading.layout,
        "encoding": reading.encoding,
        "pages": len(reading.pages),
        "rejects": len(reading.rejects),
        "repairs": len(reading.repairs),
        "notes": list(reading.notes),
    }
