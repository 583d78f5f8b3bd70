"""The summary of ``month``: the figures of the hospital, the files, what was left out, and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.commands.check_summary import lost_told
from coding.commands.month_tables import exact
from coding.indicators.figures import Scope
from coding.page.finding import Dimension, Severity
from coding.work.month_files import files_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.work.month_files import MonthFile
    from coding.work.month_making import MonthMade
    from coding.work.month_tally import MonthTally

#: Groups that are named.
_TOP = 10


def month_summary(
    month: Sequence[MonthFile], tally: MonthTally, made: MonthMade, seconds: Mapping[str, float], notes: Sequence[str]
) -> dict[str, object]:
    """Figures as texts, exact as in indicators.csv; "" where there is none."""
    figures, gaps, known = made.figures, made.gaps, made.known
    rejects = sum(len(one.file.reading.rejects) for one in month)
    rules: dict[str, int] = {}
    for (rule, _), pages in tally.not_judged.items():
        rules[rule] = rules.get(rule, 0) + pages
    return {
        "period": figures.period.name,
        "first_day": figures.period.first.isoformat(),
        "last_day": figures.period.last.isoformat(),
        "before": figures.before,
        "last_year": figures.last_year,
        "pages": tally.pages,
        "rejects": rejects,
        "outside": tally.outside,
        "undated": tally.undated,
        "copies": tally.copies,
        "alone": tally.alone,
        "failed": len(tally.failed) + sum(rows.pages for rows in tally.lost),
        **lost_told(tally.lost),
        "gaps": {"runs": [list(run) for run in gaps.runs], "numbers": gaps.numbers},
        "figures": {row.id: exact(row.value) for row in figures.rows if row.scope is Scope.HOSPITAL},
        "shares_of": {
            row.id: [exact(row.numerator), exact(row.denominator)]
            for row in figures.rows
            if row.scope is Scope.HOSPITAL and row.denominator is not None
        },
        "changes": {
            row.id: exact(row.change) for row in figures.rows if row.scope is Scope.HOSPITAL and row.change is not None
        },
        "top_groups": [{"drg": group.drg, "name": group.name, "cases": group.cases} for group in figures.groups[:_TOP]],
        "by_state": dict(tally.states),
        "by_severity": {one.value: tally.severities[one.value] for one in Severity},
        "by_dimension": {one.value: tally.dimensions[one.value] for one in Dimension},
        "by_rule": dict(sorted(tally.rule_findings.items())),
        "not_judged": dict(sorted(rules.items())),
        "defects": dict(sorted(tally.failed_rules.items())),
        "slips": {"wards": len(made.slips), "lines": sum(len(slip.lines) for slip in made.slips)},
        "fines": None if known.fines is None else {"days": known.fines.days, "yuan": f"{known.fines.yuan:.2f}"},
        "sampled": None if known.sampled is None else len(known.sampled.found),
        "files": files_told(month, tally),
        "notes": list(notes),
        "knowledge": figures.stamp,
        "timings": {step: round(took, 3) for step, took in seconds.items()},
        "seconds": round(sum(seconds.values()), 3),
        "pages_a_second": round(tally.examined / seconds["examine"]) if seconds.get("examine") else None,
    }
