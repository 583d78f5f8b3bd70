"""A dry run: what a rule would say of the pages of the last months, beside what it says now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from coding.knowledge.knowledge import Knowledge
from coding.page.context import Context
from coding.page.finding import Finding, NotJudged
from coding.page.front_page import FrontPage
from coding.rules.rule import CompiledRule
from coding.store.store import Store, WorklistRow
from coding.work.batch import neighbours
from coding.work.dry_run import months_before, try_page
from ui.contexts import Contexts
from ui.rules.pages import PageLine
from ui.tasks import Task
from ui.worklist.selection import chunked


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a dry run. ``before`` counts the pages of the rule as it is in force now (None: it is not).

    ``by_month``: month → (pages, pages that fire). ``reasons``: why pages could not be judged, and how many.
    """

    pages: int
    fires: tuple[PageLine, ...]
    findings: int
    waived: int
    before: int | None
    come: int
    gone: int
    by_month: tuple[tuple[str, int, int], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def not_judged(self) -> int:
        """Pages on which the rule could not be judged."""
        return sum(number for _, number in self.reasons)


def try_rule(
    task: Task[Trial],
    store: Store,
    knowledge: Knowledge,
    contexts: Contexts,
    proposed: CompiledRule,
    now: CompiledRule | None,
    months: int,
) -> Trial:
    """Try a rule on the pages discharged in the last ``months`` of the store (0 = all). Writes nothing."""
    rows = _rows_of(task, store, months)
    moment = datetime.now()
    others = _Others(task, store, rows) if "neighbours" in proposed.needs else None
    lines: list[PageLine] = []
    reasons: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    findings = waived = before = come = gone = 0
    for done, row in enumerate(rows):
        page = store.page(row.id)
        context = contexts.of(row.id, moment)
        if others is not None:
            context = replace(context, neighbours=others.of(done))
        month = row.discharge_date[:7] or "不明"
        asked[month] += 1
        said = try_page(proposed, page, knowledge, context)
        hits = () if isinstance(said, NotJudged) else said
        if isinstance(said, NotJudged):
            reasons[said.reason] += 1
        fires_now = now is not None and _fires(now, page, knowledge, context)
        before += fires_now
        come += bool(hits) and not fires_now
        gone += fires_now and not hits
        if hits:
            fired[month] += 1
            findings += len(hits)
            waived += sum(_is_waived(hit, page, context) for hit in hits)
            lines.append(_line(row, hits))
        if done % 20 == 0:
            task.report(done, len(rows))
    by_month = tuple((month, asked[month], fired[month]) for month in sorted(asked, reverse=True))
    return Trial(
        len(rows),
        tuple(lines),
        findings,
        waived,
        before if now is not None else None,
        come,
        gone,
        by_month,
        tuple(reasons.most_common()),
    )


class _Others:
    """The other stays of the same record or person among the pages of the run."""

    def __init__(self, task: Task[Trial], store: Store, rows: list[WorklistRow]) -> None:
        pages = []
        for row in rows:
            task.check()
            pages.append(store.page(row.id))
        self.of = neighbours(pages)


def _rows_of(task: Task[Trial], store: Store, months: int) -> list[WorklistRow]:
    """The light rows of the pages to try, newest discharge first; months are counted back from the newest."""
    found: list[WorklistRow] = []
    since = ""
    for row in _rows(task, store):
        if months and not since:
            newest = _day(row)
            if newest is None:  # pages without a readable discharge come last: there are no others
                return found
            since = months_before(newest, months).isoformat()
        if months and row.discharge_date[:10] <= since:
            return found
        found.append(row)
    return found


def _rows(task: Task[Trial], store: Store) -> Iterator[WorklistRow]:
    for chunk in chunked(list(store.worklist())):
        task.check()
        yield from store.rows(chunk)


def _day(row: WorklistRow) -> date | None:
    try:
        return date.fromisoformat(row.discharge_date[:10])
    except ValueError:
        return None


def _fires(compiled: CompiledRule, page: FrontPage, knowledge: Knowledge, context: Context) -> bool:
    said = try_page(compiled, page, knowledge, context)
    return not isinstance(said, NotJudged) and bool(said)


def _is_waived(finding: Finding, page: FrontPage, context: Context) -> bool:
    dept = page.text("discharge_dept")
    return any(w.holds_on(context.day) and w.covers(finding, dept) for w in context.waivers)


def _line(row: WorklistRow, hits: tuple[Finding, ...]) -> PageLine:
    more = f"（另 {len(hits) - 1} 处）" if len(hits) > 1 else ""
    return PageLine(row.id, row.case_no, row.patient_name, row.dept, row.discharge_date[:10], hits[0].message + more)


def trial_words(trial: Trial, months: int) -> list[str]:
    """The outcome in sentences."""
    span = f"近 {months} 个月出院的" if months else "全部"
    if not trial.pages:
        return [f"没有{span}病案可试：请先打开首页文件。"]
    fires = len(trial.fires)
    lines = [
        f"{span}病案 {trial.pages:,} 份：会触发 {fires:,} 份（{fires / trial.pages:.1%}），共 {trial.findings:,} 处。"
    ]
    if trial.before is not None:
        lines.append(f"现行规则触发 {trial.before:,} 份；新增 {trial.come:,} 份，不再触发 {trial.gone:,} 份。")
    if trial.waived:
        lines.append(f"其中 {trial.waived:,} 处已在豁免之内。")
    if trial.not_judged:
        reason, number = trial.reasons[0]
        lines.append(f"{trial.not_judged:,} 份未能判断（不等于合格），主要原因（{number:,} 份）：{reason}")
    months_told = "　".join(f"{month}：{fired}/{pages}" for month, pages, fired in trial.by_month[:12])
    lines.append(f"按出院月份（触发/份数）：{months_told}")
    return lines
