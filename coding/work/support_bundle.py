"""求助包: what whoever maintains the program needs to know of this machine, as files that hold no word of a page.

Every piece is made of counts, versions, words of ours and the logs, which are without text of pages by themselves. Of a
setting the value is told only where ``resources/support/settings.csv`` says that it can be nothing but a choice or a
number, and where it looks like one; of all others whether there is one.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, distribution, distributions, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.base.log_file import command_logs, log_files
from coding.base.resources import resource_table
from coding.base.timings import timings
from coding.base.version import program_version
from coding.base.whole_file import whole_binary
from coding.review.people import Role
from coding.store.setting import Setting, Whose
from coding.store.store import Marked, WorklistQuery
from coding.work.hospital_knowledge import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store

_PACKAGE: Final = "frontpage-coding"
#: A choice, a number, a few of them: no word of a person.
_PLAIN: Final = re.compile(r"[a-z0-9_:.%+\- ]{0,60}", re.ASCII)
#: A record number may look like one as well: longer numbers are none of a choice.
_LONG_NUMBER: Final = re.compile(r"\d{5}")
#: Of a log the end is given.
_MOST_LOG: Final = 1_500_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the bundle: its name, what it is in a line, and its text."""

    name: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bundle is made of beside the store. ``place``: where the data file lies; ``window_logs``: the log of the
    window, and where it was written before the data file was moved; ``more``: what the window knows of itself (Qt,
    screens, the Knowledge); ``trouble``: why the data file could not be opened, as kind of the error alone.
    """

    place: Path
    now: datetime
    window_logs: tuple[Path, ...] = ()
    more: Mapping[str, Sequence[str]] = field(default_factory=dict)
    trouble: str = ""


def bundle_name(now: datetime) -> str:
    """What the file is called."""
    return f"求助包-{now:%Y%m%d-%H%M}.zip"


def bundle_pieces(asked: Asked, store: Store | None, check: Callable[[], None] = lambda: None) -> tuple[Piece, ...]:
    """All pieces of a bundle; what one cannot tell it says, and the others are there all the same."""
    made: list[Piece] = []
    for name, about, lines in (
        ("版本.txt", "程序、运行环境、操作系统和各个库的版本", lambda: _versions(asked)),
        ("机器.txt", "屏幕、磁盘空间、数据文件所在的磁盘，不含路径", lambda: _machine(asked)),
        ("设置.txt", "设置；可能写有文字的只说明是否填写", lambda: _settings(store)),
        ("知识.txt", "所用知识的版本标记和条数", lambda: _knowledge(asked)),
        ("数量.txt", "病案、用户、导入各有多少", lambda: _counts(store)),
        ("用时.txt", "启动和较慢的操作各用多少秒", _timed),
    ):
        check()
        made.append(Piece(name, about, "\n".join(_told(lines)) + "\n"))
    logs = [("日志-窗口", "窗口的日志", [found for log in asked.window_logs for found in log_files(log)])]
    logs += [("日志-命令行", "命令行的日志", [found for log in command_logs() for found in log_files(log)])]
    for name, about, files in logs:
        check()
        made.append(Piece(f"{name}.txt", f"{about}：时间、操作、用时、出错的位置", _log_text(files)))
    return tuple(made)


def write_bundle(path: Path, pieces: Sequence[Piece]) -> None:
    """Write the pieces into one .zip, whole or not at all. Raises UnusableInputError."""
    with whole_binary(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for piece in pieces:
            packed.writestr(piece.name, piece.text.encode("utf-8-sig"))


def _told(lines: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from lines()
    except CodingError as error:  # its words may name a file
        yield f"（读不出来：{type(error).__name__}）"
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        yield f"（读不出来：{type(error).__name__} {getattr(error, 'errno', None) or ''}）"


def _versions(asked: Asked) -> Iterator[str]:
    yield f"程序\t{program_version()}"
    yield f"求助包\t{asked.now:%Y-%m-%d %H:%M:%S}"
    yield f"Python\t{platform.python_version()} {platform.architecture()[0]}"
    yield f"操作系统\t{platform.system()} {platform.release()} {platform.version()}"
    yield f"处理器\t{platform.machine()}，{os.cpu_count()} 核"
    yield f"安装方式\t{'打包' if getattr(sys, 'frozen', False) else _installed_as()}"
    yield from asked.more.get("versions", ())
    yield ""
    for name in _libraries():
        with suppress(PackageNotFoundError):
            yield f"{name}\t{version(name)}"


def _installed_as() -> str:
    try:
        distribution(_PACKAGE)
    except PackageNotFoundError:
        return "源代码"
    return "安装包"


def _libraries() -> list[str]:
    """The libraries that the program asks for; all that there are, where it does not say."""
    try:
        wanted = requires(_PACKAGE) or []
    except PackageNotFoundError:
        wanted = [str(one.name) for one in distributions()]
    names = [re.split(r"[<>=!~;\[ ]", one, maxsplit=1)[0] for one in wanted if "extra ==" not in one]
    return sorted(dict.fromkeys([*names, "shiboken6", "sqlite-utils"]), key=str.lower)


def _machine(asked: Asked) -> Iterator[str]:
    yield from asked.more.get("screens", ())
    for word, place in (("数据文件", asked.place), ("临时文件夹", Path(tempfile.gettempdir()))):
        folder = next((one for one in (place, *place.parents) if one.is_dir()), None)
        if folder is not None:
            disk = shutil.disk_usage(folder)
            yield f"{word}所在磁盘\t剩 {disk.free >> 20:,} MB，共 {disk.total >> 20:,} MB"
    yield f"数据文件\t{_size_of(asked.place)}"
    for word, ending in (("日志（WAL）", "-wal"), ("密钥文件", ".keys"), ("本机设置", ".machine.json")):
        other = (
            asked.place.with_name(f"{asked.place.name}{ending}")
            if ending.startswith("-")
            else asked.place.with_name(f"{asked.place.stem}{ending}")
        )
        yield f"{word}\t{_size_of(other)}"
    if asked.trouble:
        yield f"数据文件打不开\t{asked.trouble}"


def _size_of(path: Path) -> str:
    try:
        return f"{path.stat().st_size:,} 字节"
    except OSError:
        return "没有"


def _settings(store: Store | None) -> Iterator[str]:
    if store is None:
        yield "（数据文件没有打开）"
        return
    for row in resource_table("support/settings.csv", "key", "whose", "told"):
        setting = Setting(row["key"], "", Whose(row["whose"]))
        yield f"{setting.key}\t{masked(setting.read(store), is_told=row['told'] == '1')}"


def masked(value: str, *, is_told: bool) -> str:
    """A setting as it may be told: a choice or a number as it is, anything else by whether it is there."""
    if not value:
        return "（未设）"
    is_plain = _PLAIN.fullmatch(value) is not None and _LONG_NUMBER.search(value) is None
    return value if is_told and is_plain else "（已填写，不列出）"


def _knowledge(asked: Asked) -> Iterator[str]:
    yield from asked.more.get("knowledge", ("（知识没有装入）",))


def knowledge_lines(knowledge: Knowledge) -> tuple[str, ...]:
    """What pages are judged by: the stamp, which parts are the hospital's own, how many codes; no names of files."""
    source = knowledge.source
    own = [PARTS[part] for part in PARTS if getattr(source, part, None)]
    return (
        f"知识版本\t{knowledge.stamp}",
        f"诊断码表\t{len(knowledge.codes.dx):,} 条",
        f"手术操作码表\t{len(knowledge.codes.px):,} 条",
        f"本院的部分\t{'、'.join(own) or '没有，全部内置'}",
        f"按日期分段\t{'是' if knowledge.spans else '否'}",
    )


def _counts(store: Store | None) -> Iterator[str]:
    if store is None:
        yield "（数据文件没有打开）"
        return
    yield f"已加密\t{'是' if store.is_sealed else '否'}"
    yield f"病案\t{len(store.worklist()):,}"
    for mark in Marked:
        yield f"其中 {mark.value}\t{store.count(WorklistQuery(marked=mark)):,}"
    people = store.people()
    yield f"用户\t{len(people):,}，在用 {sum(one.closed_at is None for one in people):,}"
    for role in Role:
        yield f"其中{role.label}\t{sum(role in one.roles and one.closed_at is None for one in people):,}"
    yield f"审计记录\t到第 {store.head().id:,} 条"


def _timed() -> Iterator[str]:
    kept = timings()
    if not kept:
        yield "（本次运行没有较慢的操作）"
    for one in kept:
        yield f"{one.at:%Y-%m-%d %H:%M:%S}\t{one.what}\t{one.seconds:.2f} 秒"


def _log_text(files: Sequence[Path]) -> str:
    """The logs from the oldest line on, without the name of this user's own folder."""
    parts = []
    for path in reversed(files):
        with suppress(OSError):
            parts.append(path.read_text(encoding="utf-8", errors="replace"))
    text = "".join(parts)[-_MOST_LOG:]
    home = str(Path.home())
    return (text.replace(home, "~") if len(home) > 1 else text) or "（没有日志）\n"
