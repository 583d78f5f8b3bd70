"""Arguments that name files: checked before any work is done."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.base.dates import read_moment
from coding.base.errors import UnusableInputError

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from coding.knowledge.knowledge import KnowledgeSource
    from coding.payment.tariff_options import TariffOptions


def knowledge_source(arguments: argparse.Namespace) -> KnowledgeSource:
    """Where the Knowledge of this run comes from. Raises UnusableInputError for a path that does not exist."""
    from coding.knowledge.knowledge import KnowledgeSource  # grouping alone starts faster without it

    parts: dict[str, Any] = {
        "edition": getattr(arguments, "edition", None),
        "tariff_options": tariff_options(arguments).as_text() or None,
    }
    for name, word in (
        ("dx_table", "诊断编码表"),
        ("px_table", "手术操作编码表"),
        ("scheme", "分组方案包"),
        ("tariff", "权重表"),
        ("terms", "名称对照表"),
        ("dx_map", "诊断编码对照表"),
        ("px_map", "手术操作编码对照表"),
    ):
        given = getattr(arguments, name, None)
        if given:
            parts[name] = str(existing(given, word))
    given = getattr(arguments, "rules", None)
    if given:
        parts["rules"] = _rules(existing(given, "规则文件"))
    return KnowledgeSource(**parts)


def _rules(path: Path) -> str | None:
    """What a hospital's rule file alters and adds. A row that cannot be used is told and costs itself only."""
    from coding.rules.local import LocalRules
    from coding.rules.local_file import read_rule_file

    file = read_rule_file(path, LocalRules())
    for error in file.errors:
        print(error, file=sys.stderr)
    return LocalRules(file.changed).as_text() or None


def tariff_options(arguments: argparse.Namespace) -> TariffOptions:
    """Level and rate that the command line gives."""
    from coding.payment.tariff_options import TariffOptions

    return TariffOptions(getattr(arguments, "tariff_level", None) or "", getattr(arguments, "rate", None))


def existing(given: str, word: str) -> Path:
    """The path, if there is something. Raises UnusableInputError."""
    path = Path(given)
    if not path.exists():
        raise UnusableInputError(f"找不到{word}“{given}”：请检查路径。")
    return path


def as_of(given: str | None) -> datetime | None:
    """The day that counts as today; None = now. Raises UnusableInputError."""
    if not given:
        return None
    moment = read_moment(given)
    if moment is None:
        raise UnusableInputError(f"--as-of 的日期“{given}”看不懂：请写成 2026-01-31 的样子。")
    return moment


def result_file(given: str, source: str) -> Path:
    """The path of a result file. Raises UnusableInputError for a folder, and for the input itself."""
    path = Path(given)
    if path.is_dir():
        raise UnusableInputError(f"结果“{given}”是一个文件夹：请写出文件名，如 result.csv。")
    if path.exists() and path.samefile(source):
        raise UnusableInputError(f"结果“{given}”就是输入文件，写出会把它盖掉：请换一个文件名。")
    return path
