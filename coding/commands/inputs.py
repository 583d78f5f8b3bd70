"""Arguments that name files: checked before any work is done."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coding.base.dates import read_moment
from coding.base.errors import UnusableInputError
from coding.base.nearby import guess_at
from coding.base.server_file import named_place
from coding.store.doorkeeper import Doorkeeper

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import datetime

    from coding.knowledge.dated import DatedPart
    from coding.knowledge.knowledge import KnowledgeSource
    from coding.payment.tariff_options import TariffOptions
    from coding.store.store import Opener

#: Arguments that name files, or folders of files, that a command reads.
READ = (
    "file",
    "files",
    "pages",
    "table",
    "terms",
    "dx_table",
    "px_table",
    "dx_map",
    "px_map",
    "scheme",
    "amendments",
    "tariff",
    "policy",
    "calendar",
    "sex_table",
    "tcm_sheet",
    "rules",
    "base",
    "groups",
    "lists",
    "answers",
    "before",
    "last_year",
    "times",
    "teams",
    "orders",
    "sampling",
    "paid",
    "next_scheme",
    "next_tariff",
)


#: What each file of knowledge is called where it is not there.
_WORDS: Final = (
    ("dx_table", "诊断编码表"),
    ("px_table", "手术操作编码表"),
    ("scheme", "分组方案包"),
    ("amendments", "更正表"),
    ("tariff", "权重表"),
    ("terms", "名称对照表"),
    ("dx_map", "诊断编码对照表"),
    ("px_map", "手术操作编码对照表"),
    ("calendar", "放假安排"),
    ("sex_table", "性别对照表"),
    ("tcm_sheet", "中医首页检查表"),
)


def dated_files(arguments: argparse.Namespace) -> tuple[DatedPart, ...]:
    """The files that are given with days. Raises UnusableInputError for a path that does not exist."""
    from coding.knowledge.dated import DatedPart

    words, answers = {**dict(_WORDS), "policy": "支付政策表"}, tariff_options(arguments).as_text()
    return tuple(
        DatedPart(name, str(existing(path, words.get(name, "文件"))), first, last, answers if name == "tariff" else "")
        for name, path, first, last in getattr(arguments, "dated", ())
    )


def knowledge_source(arguments: argparse.Namespace) -> KnowledgeSource:
    """Where the Knowledge of this run comes from. Raises UnusableInputError for a path that does not exist."""
    from coding.knowledge.knowledge import KnowledgeSource  # grouping alone starts faster without it
    from coding.payment.policy import DEMONSTRATION

    parts: dict[str, Any] = {
        "edition": getattr(arguments, "edition", None),
        "tariff_options": tariff_options(arguments).as_text() or None,
    }
    for name, word in _WORDS:
        given = getattr(arguments, name, None)
        if given:
            parts[name] = str(existing(given, word))
    if policy := getattr(arguments, "policy", None):
        parts["policy"] = policy if policy in DEMONSTRATION else str(existing(policy, "支付政策表"))
    given = getattr(arguments, "rules", None)
    if given:
        parts["rules"] = _rules(existing(given, "规则文件"))
    parts["dated"] = dated_files(arguments)
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


def existing_store(given: str, open_store: Opener | None) -> Path:
    """The data file of this place, wherever it was moved to. Raises UnusableInputError, and StoreGoneError."""
    given = str(named_place(given))
    if isinstance(open_store, Doorkeeper) and not Path(given).is_dir():
        found = open_store.place(Path(given).absolute())
        if found.told:
            print(found.told, file=sys.stderr)
        given = str(found.path) if found.path != Path(given).absolute() else given
    path = existing(given, "数据文件")
    if path.is_file() and not path.stat().st_size:  # opened, it would become a new store in which nothing is kept
        raise UnusableInputError(f"数据文件“{given}”是空的（0 字节）：请从备份恢复，或指定窗口所用的数据文件。")
    return path


def existing(given: str, word: str) -> Path:
    """The path, if there is something. Raises UnusableInputError."""
    path = Path(given)
    if not path.exists():
        raise UnusableInputError(f"找不到{word}“{given}”：{guess_at(path)}请检查路径。")
    return path


def as_of(given: str | None, option: str = "--as-of") -> datetime | None:
    """The day that an option names; None = not given: for --as-of the present day. Raises UnusableInputError."""
    if not given:
        return None
    moment = read_moment(given)
    if moment is None:
        raise UnusableInputError(f"{option} 的日期“{given}”看不懂：请写成 2026-01-31 的样子。")
    return moment


def result_folder(given: str) -> Path:
    """The folder of results. Raises UnusableInputError where a file stands there."""
    out = Path(given)
    if out.exists() and not out.is_dir():
        raise UnusableInputError(f"结果目录“{out}”是一个文件：请换一个目录。")
    return out


def result_file(arguments: argparse.Namespace) -> Path:
    """The path of a result file. Raises UnusableInputError for a folder, and for a file that the command reads."""
    path = Path(arguments.out)
    if path.is_dir():
        raise UnusableInputError(f"结果“{path}”是一个文件夹：请写出文件名，如 result.csv。")
    refuse_overwriting([path], arguments)
    return path


def refuse_overwriting(results: Iterable[Path], arguments: argparse.Namespace, choose: str = "文件名") -> None:
    """Raise UnusableInputError where a result would take the place of a file that the command reads.

    By whatever name: through another path, a symbolic link, a second name of the file. ``choose``: what to change.
    """
    read = _identities(arguments)
    for path in results:
        if _identity(path) in read:
            raise UnusableInputError(f"结果“{path}”就是输入文件，写出会把它盖掉：请换一个{choose}。")


def refuse_inside(out: Path, given: Iterable[str]) -> None:
    """Raise UnusableInputError where a data set would lie in a folder that is read: next time it would be read, too."""
    for path in given:
        if Path(path).is_dir() and out.resolve().is_relative_to(Path(path).resolve()):
            raise UnusableInputError(f"结果目录“{out}”在输入的文件夹“{path}”里面：请换一个目录。")


def _identities(arguments: argparse.Namespace) -> set[tuple[int, int]]:
    """What the system knows the files by that these arguments name; of a folder all files in it."""
    given = [value for name in READ if (value := getattr(arguments, name, None))]
    given += [path for _, path, *_ in getattr(arguments, "dated", ())]
    paths = [Path(one) for value in given for one in (value if isinstance(value, list) else [value])]
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else (path,))]
    return {found for file in files if (found := _identity(file))}


def _identity(path: Path) -> tuple[int, int] | None:
    with suppress(OSError, ValueError):
        known = path.stat()
        return known.st_dev, known.st_ino
    return None
