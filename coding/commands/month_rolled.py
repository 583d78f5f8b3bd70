"""``month`` over what ``check --format parquet`` wrote: no page is examined again, an engine counts.

Written are the tables of ``month`` (indicators.csv, groups_table.csv) of all organisations together, and of many also
organisations.csv and organisation_groups.csv; of a quarter, half or year also months.csv. With ``--format parquet`` the
same rows are a data set by organisation and period. No report and no slips: they tell of pages, and belong to whoever
has them.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.parquet_writer import TextTable, data_set, require_parquet
from coding.base.period import read_period
from coding.base.sheet_writer import people_line
from coding.base.whole_file import whole_file
from coding.commands.inputs import as_of, refuse_inside, result_folder
from coding.commands.month_tables import INDICATORS, exact, group_lines, indicator_cells, write_tables
from coding.exchange.parquetfile import PARQUET
from coding.indicators.figures import Scope
from coding.indicators.packed_facts import SHAPE
from coding.store.checked_set import RollsUp, is_checked_set, read_checked_set
from coding.work.rolling_up import rolled

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from coding.base.period import Period
    from coding.store.checked_set import CheckedSet, RolledUp
    from coding.store.store import Opener
    from coding.work.rolling_up import Rolled

_ORGANISATION: Final = ("organisation", "organisation_name", "region")
_TABLES: Final = ("indicators", "groups_table")
#: What belongs to pages, and why it cannot be given here.
_OF_PAGES: Final = (
    "before", "last_year", "times", "lists", "orders", "teams", "sampling", "paid", "brief", "fines", "next_scheme",
    "next_tariff", "rules", "sex_table", "tcm_sheet", "db", "dx_table", "px_table", "scheme", "tariff", "amendments",
    "dx_map", "px_map", "edition", "tariff_level", "policy", "rate", "calendar", "fail_on", "cluster",
    "resume",
)  # fmt: skip


def roll_up(arguments: argparse.Namespace, engine: Opener | None) -> int:
    """Run the command; the exit code. ``engine`` opens data sets for counting."""
    began = time.perf_counter()
    about, period = _asked(arguments)
    out = result_folder(arguments.out)
    refuse_inside(out, arguments.files)
    as_of(arguments.as_of)
    if arguments.format == PARQUET:
        require_parquet()
    assert isinstance(engine, RollsUp), "the door hands it in"
    write = _as_data_set if arguments.format == PARQUET else _as_tables
    with engine.roll_up([one.folder for one in about]) as sets:
        summary = write(out, sets, period, about[0])
    summary["sets"] = [str(one.folder) for one in about]
    summary["seconds"] = round(time.perf_counter() - began, 3)
    # JSON is UTF-8 without BOM (RFC 8259, section 8.1)
    with whole_file(out / "summary.json", "utf-8") as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
    _tell(arguments, summary, out)
    return 0


def _asked(arguments: argparse.Namespace) -> tuple[list[CheckedSet], Period]:
    """The data sets and the period. Raises UnusableInputError for what does not go together."""
    for given in arguments.files:
        if not is_checked_set(Path(given)):
            raise UnusableInputError(f"“{given}”不是 check --format parquet 写出的结果，不能与结果一起汇总：请分开做。")
    for name in _OF_PAGES:
        if getattr(arguments, name, None):
            option = f"--{name.replace('_', '-')}"
            raise UnusableInputError(f"汇总检查结果时不能写 {option}：要么在 check 时写，要么对首页文件用 month。")
    if not arguments.period:
        raise UnusableInputError("没有写时期：请加 --period，如 --period 2026-10。")
    about = [read_checked_set(Path(given), SHAPE) for given in arguments.files]
    if len({one.knowledge for one in about}) > 1:
        raise UnusableInputError("这些结果不是按同一套知识检查的，放在一起不能比较：请用同样的参数重新检查。")
    return about, read_period(arguments.period)


def _as_tables(out: Path, sets: RolledUp, period: Period, about: CheckedSet) -> dict[str, object]:
    """CSV: each table whole or not at all."""
    counted = rolled(sets, period, about)
    whole = next(counted)
    write_tables(out, whole.figures)
    many = 0
    with ExitStack() as files:
        opened = {}

        def put(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
            if name not in opened:
                opened[name] = files.enter_context(whole_file(out / name))
                opened[name].write(people_line(header) + "\r\n")
            opened[name].writelines(people_line(row) + "\r\n" for row in rows)

        if whole.months:
            put("months.csv", (*_ORGANISATION, *INDICATORS), _month_rows(whole))
        for one in counted:
            many += 1
            put("organisations.csv", (*_ORGANISATION, *INDICATORS), _rows(one))
            header, groups = _groups(one)
            if groups:
                put("organisation_groups.csv", (*_ORGANISATION, *header), groups)
            if one.months:
                put("months.csv", (*_ORGANISATION, *INDICATORS), _month_rows(one))
    return _summary(whole, many)


def _as_data_set(out: Path, sets: RolledUp, period: Period, about: CheckedSet) -> dict[str, object]:
    """Parquet: all tables whole or not at all; what is of all organisations lies under the one without a name."""
    counted = rolled(sets, period, about)
    whole: Rolled | None = None
    many = 0
    with data_set(out) as into:
        indicators, groups_table = (TextTable(into, name, ()) for name in _TABLES)
        indicators.columns = (*_ORGANISATION, *INDICATORS)
        for one in counted:
            whole = whole or one
            many += one.organisation is not None
            key = one.organisation.code if one.organisation is not None else ""
            indicators.add((key, period.name), _rows(one))
            for month in one.months:
                indicators.add((key, month.period.name), ((*_names(one), *indicator_cells(r)) for r in month.rows))
            header, groups = _groups(one)
            if groups:
                groups_table.columns = (*_ORGANISATION, *header)
                groups_table.add((key, period.name), groups)
        indicators.flush()
        groups_table.flush()
        assert whole is not None, "a period without a page is refused"
        into.finish({"period": period.name, "knowledge": about.knowledge}, _TABLES)
    return _summary(whole, many)


def _names(one: Rolled) -> tuple[str, ...]:
    told = one.organisation
    return ("", "", "") if told is None else (told.code, told.name, told.region)


def _rows(one: Rolled) -> Iterator[tuple[str, ...]]:
    return ((*_names(one), *indicator_cells(row)) for row in one.figures.rows)


def _month_rows(one: Rolled) -> Iterator[tuple[str, ...]]:
    return ((*_names(one), *indicator_cells(row)) for month in one.months for row in month.rows)


def _groups(one: Rolled) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    header, *rows = group_lines(one.figures.groups)
    return header, [(*_names(one), *row) for row in rows]


def _summary(whole: Rolled, many: int) -> dict[str, object]:
    figures = whole.figures
    return {
        "period": figures.period.name,
        "first_day": figures.period.first.isoformat(),
        "last_day": figures.period.last.isoformat(),
        "before": figures.before,
        "last_year": figures.last_year,
        "pages": figures.pages,
        "organisations": max(many, 1),
        "undated": whole.undated,
        "copies": whole.copies,
        "figures": {row.id: exact(row.value) for row in figures.rows if row.scope is Scope.HOSPITAL},
        "not_judged": {what: pages for what, (pages, _) in sorted(figures.unjudged.items())},
        "knowledge": figures.stamp,
    }


def _tell(arguments: argparse.Namespace, summary: dict[str, object], out: Path) -> None:
    if not arguments.quiet:
        if summary["undated"]:
            print(f"{summary['undated']:,} 份没有能认出的出院日期，没有计入。", file=sys.stderr)
        if summary["copies"]:
            print(f"{summary['copies']:,} 份与后面的行是同一次住院，只计后一份。", file=sys.stderr)
        print("汇总的是检查结果：没有写月报和反馈单，要这些请各机构对自己的首页文件用 month。", file=sys.stderr)
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    elif not arguments.quiet:
        print(f"{summary['period']} 出院 {summary['pages']:,} 份，{summary['organisations']:,} 家机构。结果在“{out}”。")
