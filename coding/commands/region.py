"""``region``: a region's scheme out of a base, the local list of groups, lists per ADRG and answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError, UnusableInputError
from coding.base.sheets import read_sheets
from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeKind
from coding.codes.library import CodeLibrary, embedded_library, load_code_table
from coding.commands.inputs import existing, refuse_overwriting
from coding.dip.dip_scheme import is_dip_pack
from coding.drg.reach import check_scheme
from coding.drg.region_answers import read_answer_rows
from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.payment.group_list import read_group_list
from coding.work.region_files import is_region_pack, reopened, save_pack
from coding.work.region_lists import read_lists
from coding.work.region_reports import question_rows, summary
from coding.work.region_scheme import (
    RegionPlan,
    RegionWork,
    accept_derived,
    certain_repairs,
    new_work,
    planned,
    with_about,
    with_list,
    with_lists,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

#: So many complaints are printed; the scheme command prints all.
_SHOWN = 20


def region(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    place = Path(arguments.out)
    refuse_overwriting([place, place / "scheme.csv"], arguments, choose="输出位置")
    codes = _code_tables(arguments)
    work = _begun(arguments, place)
    if arguments.lists:
        lists, told = read_lists(existing(arguments.lists, "编码表文件夹"))
        _tell(told)
        fresh = {(text.owner, text.role) for text in lists}
        kept = tuple(text for text in work.lists if (text.owner, text.role) not in fresh)
        work = with_lists(work, (*kept, *lists))
    if arguments.answers:
        work = _with_answers(work, existing(arguments.answers, "回答文件"))
    plan = planned(work, codes)
    if arguments.accept_derived:
        plan = planned(accept_derived(plan), codes)
        plan = planned(certain_repairs(plan), codes)
    save_pack(plan, place)
    _tell(plan.notes)
    return _checked(plan, place, arguments)


def _begun(arguments: argparse.Namespace, place: Path) -> RegionWork:
    """The work that stands at the output place already, gone on with; else a new one."""
    about = {"name": arguments.name or "", "source": arguments.source or "", "date": arguments.date or ""}
    published = read_group_list(existing(arguments.groups, "本地分组目录")) if arguments.groups else None
    if is_region_pack(place):
        work, told = reopened(place)
        _tell(told)
        base = _base(arguments.base) if arguments.base else None
        if base is not None and base.stamp != work.about.base_stamp:
            raise UnusableInputError(
                f"“{place}”里的方案以“{work.about.base_name}”为基础，与 --base 不同：请换一个输出位置，或不写 --base。"
            )
        work = with_list(work, published) if published is not None else work
        return with_about(work, **{key: value for key, value in about.items() if value})
    if published is None:
        raise UnusableInputError("缺少参数 --groups：请给出本地分组目录（.xlsx、.csv 或文本）。")
    return new_work(_base(arguments.base), published, **about)


def _base(given: str | None) -> Scheme:
    if not given:
        return embedded_scheme()
    path = existing(given, "基础方案")
    if is_dip_pack(path):
        raise KnowledgeError(f"“{path.name}”是 DIP 病种目录，不能作 DRG 分组的基础方案：请选择 DRG 方案包。")
    return load_scheme(path)


def _code_tables(arguments: argparse.Namespace) -> CodeTables:
    def table(option: str, kind: CodeKind) -> CodeLibrary:
        given = getattr(arguments, option)
        return load_code_table(existing(given, "编码表"), kind) if given else embedded_library(kind)

    return CodeTables(table("dx_table", CodeKind.DIAGNOSIS), table("px_table", CodeKind.PROCEDURE))


def _with_answers(work: RegionWork, path: Path) -> RegionWork:
    for sheet in read_sheets(path):
        rows = ((sheet.line(at), row) for at, row in enumerate(sheet.rows))
        answers, told = read_answer_rows(rows, path.name)
        _tell(told)
        work = work.answered(*answers)
    return work


def _checked(plan: RegionPlan, place: Path, arguments: argparse.Namespace) -> int:
    """Load what was written as anybody would, and tell what is wrong with it."""
    scheme = load_scheme(place)
    complaints = check_scheme(scheme)
    _tell(str(complaint) for complaint in complaints[:_SHOWN])
    if len(complaints) > _SHOWN:
        _tell([f"……另有 {len(complaints) - _SHOWN} 处，见 python main.py scheme {place}。"])
    questions = len(question_rows(plan)) - 1
    if arguments.json:
        found = {"questions": questions, "complaints": len(complaints), "summary": summary(plan), "out": str(place)}
        print(json.dumps(found, ensure_ascii=False))
        return 0
    if arguments.quiet:
        return 0
    print(summary(plan))
    print(f"待定问题 {questions} 个（open_questions.csv），方案检查有 {len(complaints)} 处要核对。结果在“{place}”。")
    return 0


def _tell(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
