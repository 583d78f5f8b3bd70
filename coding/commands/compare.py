"""``compare``: the pages of files under two schemes → cases.csv, wards.csv, teams.csv, groups.csv, compare.xlsx,
summary.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.base.sheet_writer import write_csv
from coding.base.whole_file import whole_file
from coding.commands.inputs import existing, knowledge_source, refuse_overwriting, result_folder
from coding.commands.progress import progress
from coding.commands.running import running
from coding.commands.scheme_words import tell_scheme
from coding.commands.stored import kept_here
from coding.exchange.spool import Pages
from coding.payment.policy import DEMONSTRATION
from coding.payment.tariff_options import TariffOptions
from coding.reports import switch_tables as tables
from coding.reports.switch_summary import moved_sentence, summary_figures, worth_sentences
from coding.reports.switch_tables import text_rows
from coding.reports.switch_workbook import write_switch_workbook
from coding.work.beside import beside
from coding.work.reading_files import files_read
from coding.work.scheme_report import scheme_report
from coding.work.switch_side import SwitchSide, load_side
from coding.work.switching import compare_read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coding.commands.running import Running
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.payment.scheme_switch import SchemeSwitch
    from coding.store.store import Opener
    from coding.work.reading_files import FileRead

#: What ``compare`` writes into its folder.
RESULTS = ("cases.csv", "wards.csv", "teams.csv", "groups.csv", "compare.xlsx", "summary.json")
#: Rows that are no pages, named one by one for each file.
_NAMED = 10
#: Words for the built-in scheme, and for no tariff.
_BUILT_IN = frozenset({"embedded", "内置", "-"})
_NOTHING = frozenset({"-", "none", "无", ""})


def compare(arguments: argparse.Namespace, open_store: Opener | None = None) -> int:
    """Run the command; the exit code. ``open_store`` opens the store that ``--db`` names."""
    out = result_folder(arguments.out)
    refuse_overwriting((out / name for name in RESULTS), arguments, "目录")
    sides = _sides(arguments)
    with running(arguments, out) as runs:
        return _compared(arguments, sides, out, runs, open_store)


def _compared(
    arguments: argparse.Namespace,
    sides: tuple[SwitchSide, SwitchSide],
    out: Path,
    runs: Running,
    open_store: Opener | None,
) -> int:
    period = read_period(arguments.period) if arguments.period else None
    for side in sides:
        own = argparse.Namespace(quiet=arguments.quiet, json=arguments.json, scheme=side.scheme)
        tell_scheme(scheme_report(load_side(side).scheme), own)
    kept = kept_here(arguments, open_store)
    source = _crosswalks(arguments, kept.source)
    with progress(arguments, "已读", "行") as step:
        files = files_read(arguments.files, runs.now, kept.profiles, step=step, local=kept.local, jobs=runs.jobs)
    pages = Pages(file.reading.pages for file in files)
    with progress(arguments, "已比较", "页", len(pages)) as step:
        switch = compare_read(pages, source, sides, runs.executor(len(pages)), period, step)
    rejects = sum(len(file.reading.rejects) for file in files)
    if rejects:
        told = f"{rejects:,} 行读不成病案，没有比较：用 check 命令可写出全部这些行和原因。"
        switch = replace(switch, notes=(*switch.notes, told))
    write_switch(out, switch)
    if not arguments.quiet:
        _tell_of_files(files)
        for note in switch.notes:
            print(note, file=sys.stderr)
    if arguments.json:
        print(json.dumps(summary_figures(switch), ensure_ascii=False))
    elif not arguments.quiet:
        _tell(switch, out)
    return 1 if switch.lost else 0


def _tell(switch: SchemeSwitch, out: Path) -> None:
    print(f"{switch.old.title} → {switch.new.title}：{'；'.join((moved_sentence(switch), *worth_sentences(switch)))}。")
    print(f"结果在“{out}”。")


def _tell_of_files(files: Sequence[FileRead]) -> None:
    """Notes of the files, and the first rows that are no pages, with the reason."""
    for file in files:
        for note in file.reading.notes:
            print(note, file=sys.stderr)
        for reject in file.reading.rejects[:_NAMED]:
            print(f"{file.given} 第{reject.row}行没有比较：{reject.reason}", file=sys.stderr)


def write_switch(out: Path, switch: SchemeSwitch) -> None:
    """All files of a comparison, each whole or not at all; the workbook beside the others where that is possible."""
    with beside(write_switch_workbook, out / "compare.xlsx", switch):
        write_csv(out / "cases.csv", text_rows(switch, tables.CASE_COLUMNS, tables.case_rows(switch)))
        for name, table in (
            ("wards.csv", tables.ward_table(switch)),
            ("teams.csv", tables.team_table(switch)),
            ("groups.csv", tables.pair_table(switch)),
        ):
            write_csv(out / name, text_rows(switch, table.columns, table.rows))
        with whole_file(out / "summary.json", "utf-8") as file:
            json.dump(summary_figures(switch), file, ensure_ascii=False, indent=2)


def _sides(arguments: argparse.Namespace) -> tuple[SwitchSide, SwitchSide]:
    schemes = arguments.scheme or []
    if len(schemes) != 2:
        raise UnusableInputError(
            f"compare 要写两个 --scheme（先原方案，后新方案），现有 {len(schemes)} 个："
            "内置通用方案写 --scheme embedded。"
        )
    tariffs = _pair(arguments.tariff, "--tariff")
    levels = _pair(arguments.tariff_level, "--tariff-level")
    rates = _pair(arguments.rate, "--rate")
    policies = _pair(arguments.policy, "--policy")
    amendments = _pair(arguments.amendments, "--amendments")
    made = [
        SwitchSide(
            "" if scheme in _BUILT_IN else str(existing(scheme, "分组方案包")),
            str(existing(tariff, "权重表")) if tariff else "",
            TariffOptions(level, _rate(rate)).as_text(),
            _policy(policy),
            str(existing(mended, "更正表")) if mended else "",
        )
        for scheme, tariff, level, rate, policy, mended in zip(
            schemes, tariffs, levels, rates, policies, amendments, strict=True
        )
    ]
    return made[0], made[1]


def _policy(given: str) -> str:
    """The path of a policy, or the word for the example, as in every command."""
    return given if not given or given in DEMONSTRATION else str(existing(given, "支付政策表"))


def _pair(given: list[str] | None, word: str) -> tuple[str, str]:
    """What was given for the old and the new scheme, in their order; "" where it was left out."""
    told = ["" if said in _NOTHING else said for said in given or ()]
    if len(told) > 2:
        raise UnusableInputError(f"{word} 至多写两个（依次对应两个 --scheme），现有 {len(told)} 个：没有的写 -。")
    told += [""] * (2 - len(told))
    return told[0], told[1]


def _rate(said: str) -> float | None:
    if not said:
        return None
    try:
        return float(said)
    except ValueError as error:
        raise UnusableInputError(f"--rate 的“{said}”不是数：请写权重为 1 时的支付额（元）。") from error


def _crosswalks(arguments: argparse.Namespace, kept: KnowledgeSource) -> KnowledgeSource:
    """The code tables, crosswalks and edition of the run; schemes and tariffs are those of the two sides."""
    plain = argparse.Namespace(dx_map=arguments.dx_map, px_map=arguments.px_map, edition=arguments.edition)
    given = knowledge_source(plain)
    return replace(
        kept,
        scheme=None,
        tariff=None,
        tariff_options=None,
        policy=None,
        amendments=None,
        dx_map=given.dx_map or kept.dx_map,
        px_map=given.px_map or kept.px_map,
        edition=given.edition or kept.edition,
    )
