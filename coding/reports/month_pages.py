"""The pages of a month's report, as the hospital's quality office writes them, and the page of a ward.

A page holds what was given; what was not given or could not be judged is said on it, with what would provide it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.indicators.figures import Scope
from coding.indicators.shown_digits import shown_value
from coding.reports.figure_tables import figure_table, parts_table
from coding.reports.group_tables import all_groups_table, top_groups_table
from coding.reports.month_money_pages import payment_tables
from coding.reports.month_plan import missing, page_plans, table_plans
from coding.reports.month_quality_pages import quality_tables, sampling_tables, timeliness_tables
from coding.reports.month_rest_pages import suspected_tables, unjudged_tables
from coding.reports.month_sentences import sentences
from coding.reports.report_page import Chart, Column, Figure, Kind, Report, ReportPage, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.indicators.figures import MonthFigures
    from coding.reports.month_plan import PagePlan, TablePlan
    from coding.reports.report_inputs import ReportInputs

#: What is drawn as a course of time on the first page: the first of these that the periods before have.
_COURSES = ("cmi", "grouping_rate", "cases")
_COURSES_BLIND = ("grouping_rate", "first_pass_rate", "cases")
#: Tables of the hospital that a ward's page has too.
_OF_WARD = ("headline", "drg_figures", "quality_figures", "timeliness_figures", "payment_figures")
#: The table of the first page, which has to fit on it.
_ONE_PAGE = "headline"
DRAFT = "本月尚未关账：数字随病案改动而变。"


def month_report(figures: MonthFigures, inputs: ReportInputs) -> Report:
    """The nine pages of the hospital."""
    pages = tuple(_page(plan, figures, inputs) for plan in page_plans())
    return _report("病案首页质控月报", figures, inputs, pages)


def ward_report(figures: MonthFigures, ward: str, inputs: ReportInputs) -> Report:
    """The page of a ward, with that ward's figures alone; nothing of the hospital or of another ward is on it."""
    plans = [table_plans()[key] for key in _OF_WARD]
    tables = [
        figure_table(figures, plan, money=inputs.money, scope_value=ward, brief=plan.key == _ONE_PAGE) for plan in plans
    ]
    lead = sentences(figures, money=inputs.money, ward=ward) or (missing("parts").words,)
    kept = tuple(table for table in tables if table.rows)
    page = ReportPage("ward", f"{ward}：科室页", (*_draft(inputs), *lead), kept, (page_plans()[0].note,))
    return _report(f"病案首页质控月报·{ward}", figures, inputs, (page,))


def _report(title: str, figures: MonthFigures, inputs: ReportInputs, pages: tuple[ReportPage, ...]) -> Report:
    hospital = inputs.hospital or f"（医院名称{missing('hospital').state}：{missing('hospital').remedy}）"
    stamp = (f"知识指纹 {figures.stamp}",) if figures.stamp else ()
    sources = (*(inputs.knowledge or (missing("knowledge").words,)), *stamp)
    first, last = figures.period.first, figures.period.last
    period = f"{figures.period.name}（{first} 至 {last} 出院）"
    return Report(title, hospital, period, inputs.made_at, pages, sources)


def _page(plan: PagePlan, figures: MonthFigures, inputs: ReportInputs) -> ReportPage:
    """A page: the tables of figures that the plan names, then what is its own."""
    lead, own = _OWN[plan.key](figures, inputs)
    tables = [*_planned(plan.key, figures, inputs), *own]
    return ReportPage(plan.key, plan.title, lead, tuple(tables), (plan.note,) if plan.note else ())


def _planned(page: str, figures: MonthFigures, inputs: ReportInputs) -> list[Table]:
    """The tables of figures of a page; those without any figure are left out, page 9 tells of them."""
    plans = [plan for plan in table_plans().values() if plan.page == page]
    found = [_figures(plan, figures, inputs) for plan in plans]
    return [table for table in found if table.rows and len(table.columns) > 1]


def _figures(plan: TablePlan, figures: MonthFigures, inputs: ReportInputs) -> Table:
    if plan.scope is Scope.HOSPITAL:
        return figure_table(figures, plan, money=inputs.money, brief=plan.key == _ONE_PAGE)
    titles = inputs.titles if plan.scope is Scope.INSURED else {}
    return parts_table(figures, plan, titles, money=inputs.money)


def _draft(inputs: ReportInputs) -> tuple[str, ...]:
    return () if inputs.state in ("", "已关账") else (DRAFT,)


def _director(figures: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    lead = [*_draft(inputs), *sentences(figures, money=inputs.money)]
    if not figures.last_year:
        lead.append(missing("last_year").words)
    course = _course(figures, inputs)
    return tuple(lead), [course] if course is not None else []


def _course(figures: MonthFigures, inputs: ReportInputs) -> Table | None:
    """One figure over the periods before and this one."""
    for id_ in _COURSES if inputs.money else _COURSES_BLIND:
        row = figures.row(id_)
        points = [(name, values[id_]) for name, values in inputs.trend or () if id_ in values]
        if row is None or row.value is None or not points:
            continue
        columns = (Column("时期", width=8), Column(row.name, Kind.FIGURE, width=8))
        rows = (*points, (figures.period.name, row.value))
        cells = tuple((name, Figure(shown_value(id_, value), row.unit)) for name, value in rows)
        chart = Chart("line", 0, (1,), f"{row.name}：{rows[0][0]} 至 {figures.period.name}")
        return Table("trend", f"{row.name}的走势", columns, cells, (), chart, sheet="指标")
    return None


def _drg(figures: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    if not figures.groups:
        return (missing("groups").words,), []
    return (), [all_groups_table(figures, inputs)]


def _top_groups(figures: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    if not figures.groups:
        return (missing("groups").words,), []
    return (), [top_groups_table(figures, inputs)]


_OWN: Mapping[str, Callable[[MonthFigures, ReportInputs], tuple[tuple[str, ...], list[Table]]]] = {
    "director": _director,
    "drg": _drg,
    "top_groups": _top_groups,
    "quality": quality_tables,
    "timeliness": timeliness_tables,
    "sampling": sampling_tables,
    "payment": payment_tables,
    "suspected": suspected_tables,
    "unjudged": unjudged_tables,
}
