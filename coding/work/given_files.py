"""What somebody gives to the window, by hand or by a double click: files and folders, and what each of them is.

Nothing is read in and nothing is used here: of a table the header is looked at, of a pack the names of what is in it.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.base.server_file import is_server_file
from coding.base.trouble import file_trouble
from coding.exchange.packages import ENDING as PACKAGE
from coding.exchange.profile import WORKFLOW, finder
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.review.people import Command
from coding.rules.rule_pack import ENDING as RULE_PACK
from coding.rules.rule_pack import is_rule_file
from coding.store.kept_backups import ENDING as BACKUP
from coding.work.given_kind import GivenKind
from coding.work.recognising import recognise
from coding.work.steps import Step, untold
from coding.work.what_file import SCHEME_PACK, is_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.exchange.layout import Finder
    from coding.exchange.profile import SourceProfile
    from coding.review.people import Person

#: More files than this in one folder, or given at once, are nobody's work of a day.
MOST_GIVEN: Final = 200
#: So deep is a folder searched, and so many folders of it.
DEPTH: Final = 3
MOST_FOLDERS: Final = 100
#: What a file is called whose columns may say what it is.
_TABLES: Final = frozenset(
    {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".dbf", ".json", ".xml", ".zip", ".parquet", ".parq"}
)
_HIDDEN: Final = (".", "~$")
_TOO_DEEP: Final = f"在第 {DEPTH} 层文件夹以下，没有查找：里面有要用的，请把它单独拖入。"
_NOTHING: Final = "文件夹里没有程序能用的文件：请选择放首页文件或本院知识的文件夹。"
_WRONG: Final = "程序不认识这一类文件：可以给它首页文件、码表、权重表、分组方案、规则文件、工作包、备份和交回的反馈单。"
_SERVER: Final = "这是科室服务器的连接文件：请双击它，在另一个窗口里登录。"

#: What it is called, how it is counted, what is done with it, and who may.
_WORDS: Final[Mapping[GivenKind, tuple[str, str, str, Command]]] = {
    GivenKind.PAGES: ("首页文件", "个", "读入", Command.IMPORT_PAGES),
    GivenKind.TABLE: ("未识别的表格", "个", "按列对照读入", Command.IMPORT_PAGES),
    GivenKind.KNOWLEDGE: ("本院知识", "个", "检查", Command.BRING_KNOWLEDGE),
    GivenKind.FOLDER: ("本院知识的文件夹", "个", "逐个识别", Command.BRING_KNOWLEDGE),
    GivenKind.SCHEME: ("分组方案", "个", "检查", Command.BRING_KNOWLEDGE),
    GivenKind.RULES: ("规则文件", "个", "查看", Command.EDIT_RULES),
    GivenKind.PACKAGE: ("工作包", "个", "打开", Command.WORK_PACKAGE),
    GivenKind.BACKUP: ("备份", "份", "恢复", Command.RESTORE),
    GivenKind.SLIP: ("交回的反馈单", "张", "读入", Command.READ_SLIPS),
}
#: Asked about before anything changes; the others are read in at once, as from the menu.
_ASKED: Final = frozenset(_WORDS) - {GivenKind.PAGES, GivenKind.SLIP}


@dataclass(frozen=True, slots=True)
class Given:
    """One file or folder. ``title`` says what it is; ``part``: which part of the knowledge; ``why`` nothing can be done
    with it, "" where something can.
    """

    path: Path
    kind: GivenKind
    title: str
    part: str = ""
    why: str = ""

    @property
    def deed(self) -> str:
        """What is done with it, in words."""
        if self.why:
            return self.why
        asked = "，同意后才生效" if self.kind in _ASKED else ""
        return f"{_WORDS[self.kind][2]}{asked}"


def sorted_out(
    paths: Sequence[Path], me: Person, profiles: Sequence[SourceProfile] = (), step: Step = untold
) -> list[Given]:
    """What each of these is, a folder of page files being its files; what ``me`` may not do is refused in words.

    ``profiles``: the column maps of the hospital's sources. ``step`` is told after each, and may raise to stop.
    """
    find = finder(profiles)
    found: list[Given] = []
    for done, path in enumerate(paths[:MOST_GIVEN], 1):
        found += [_allowed(one, me) for one in _given(path, find)]
        step(done, len(paths))
    for path in paths[MOST_GIVEN:]:
        found.append(_wrong(path, f"一次最多 {MOST_GIVEN} 个：请分几次。"))
    return list({one.path: one for one in found}.values())


def in_words(found: Sequence[Given]) -> str:
    """松开即读入 3 个首页文件; of several kinds a line each; why nothing can be done with the others."""
    usable = [one for one in found if not one.why]
    lines = []
    for kind, (name, unit, deed, _) in _WORDS.items():
        of_kind = [one for one in usable if one.kind is kind]
        if of_kind:
            titles = list(dict.fromkeys(one.title for one in of_kind))
            called = titles[0] if len(titles) == 1 else name
            asked = "（同意后才生效）" if kind in _ASKED else ""
            lines.append(f"{deed} {len(of_kind):,} {unit}{called}{asked}")
    told = [f"松开即{lines[0]}" if len(lines) == 1 else "松开后逐项处理：\n" + "\n".join(lines)] if lines else []
    refused = [one for one in found if one.why]
    if refused:
        told.append(f"{refused[0].path.name}：{refused[0].why}")
    if len(refused) > 1:
        told.append(f"另有 {len(refused) - 1:,} 个也不能处理。")
    return "\n".join(told)


def _allowed(one: Given, me: Person) -> Given:
    if one.why:
        return one
    return replace(one, why=me.refusal(_WORDS[one.kind][3]))


def _given(path: Path, find: Finder) -> Iterator[Given]:
    try:
        if path.is_dir():
            yield from _folder(path, find)
        elif not path.exists():
            yield _wrong(path, "找不到这个文件：请检查路径，网络盘是否连着。")
        else:
            yield _file(path, find)
    except (OSError, ValueError) as error:
        yield _unread(path, error)


def _folder(path: Path, find: Finder) -> Iterator[Given]:
    """A folder of pages is its files, one after the other, and those of the folders in it; one that holds knowledge
    goes as a whole.
    """
    if _is_scheme_folder(path):
        yield Given(path, GivenKind.SCHEME, "分组方案")
        return
    try:
        within = _within(path)
    except _TooMuchError as error:
        yield _wrong(path, str(error))
        return
    found = [one for files in within.files.values() for one in _of_folder(files, find)]
    found += [Given(one, GivenKind.SCHEME, "分组方案") for one in within.schemes]
    usable = [one for one in found if not one.why and one.kind is not GivenKind.TABLE]
    yield from usable or found or [_wrong(path, _NOTHING)]
    yield from within.left_out


@dataclass(slots=True)
class _Within:
    """What lies in a folder: files by the folder they lie in, schemes that are folders, what was left out and why."""

    files: dict[Path, list[Path]] = field(default_factory=dict)
    schemes: list[Path] = field(default_factory=list)
    left_out: list[Given] = field(default_factory=list)


class _TooMuchError(Exception):
    """More than anybody gives for a day's work."""


def _within(path: Path) -> _Within:
    """What lies in a folder and the folders in it. Raises _TooMuchError."""
    found, waiting, count = _Within(), deque([(path, 1)]), 0
    while waiting:
        folder, depth = waiting.popleft()
        try:
            inside = sorted(one for one in folder.iterdir() if not one.name.startswith(_HIDDEN))
        except OSError as error:
            if folder == path:
                raise
            found.left_out.append(_unread(folder, error))
            continue
        found.files[folder] = [one for one in inside if one.is_file()]
        count += len(found.files[folder])
        folders = [one for one in inside if one.is_dir() and not one.is_symlink()]
        found.schemes += [one for one in folders if _is_scheme_folder(one)]
        others = [one for one in folders if one not in found.schemes]
        if depth < DEPTH:
            waiting += [(one, depth + 1) for one in others]
        else:
            found.left_out += [_wrong(one, _TOO_DEEP) for one in others[:1]]
        if count > MOST_GIVEN or len(found.files) + len(waiting) > MOST_FOLDERS:
            raise _TooMuchError(
                f"文件夹连同里面的文件夹，文件超过 {MOST_GIVEN} 个或文件夹超过 {MOST_FOLDERS} 个："
                "请把要用的放进单独的文件夹。"
            )
    return found


def _is_scheme_folder(path: Path) -> bool:
    return (path / "scheme.csv").is_file()


def _of_folder(files: Sequence[Path], find: Finder) -> Iterator[Given]:
    """What the files of one folder are; those of knowledge are their folder."""
    held = [_file(path, find) for path in files]
    of_knowledge = (GivenKind.KNOWLEDGE, GivenKind.SCHEME)
    is_known = any(one.kind in of_knowledge for one in held)
    yield from (one for one in held if one.kind not in (*of_knowledge, GivenKind.WRONG, GivenKind.TABLE))
    if is_known:
        yield Given(files[0].parent, GivenKind.FOLDER, "本院知识的文件夹")
    else:
        yield from (one for one in held if one.kind is GivenKind.TABLE)


def _file(path: Path, find: Finder) -> Given:
    ending = path.suffix.lower()
    if ending == PACKAGE:
        return Given(path, GivenKind.PACKAGE, "工作包")
    if ending == BACKUP:
        return Given(path, GivenKind.BACKUP, "备份")
    if ending == RULE_PACK:
        return Given(path, GivenKind.RULES, "规则包")
    if ending == SCHEME_PACK:
        return Given(path, GivenKind.SCHEME, "分组方案")
    if is_server_file(path):
        return _wrong(path, _SERVER)
    if ending not in _TABLES:
        return _wrong(path, _WRONG)
    with suppress(CodingError, OSError, ValueError):
        if is_scheme(path):
            return Given(path, GivenKind.SCHEME, "分组方案")
        if is_rule_file(path):
            return Given(path, GivenKind.RULES, "规则文件")
    return _table(path, find)


def _table(path: Path, find: Finder) -> Given:
    from coding.exchange.read import open_sources  # reading files is no part of the start
    from coding.exchange.slip_file import is_slip_file

    with suppress(CodingError, OSError, ValueError):
        layouts = {source.match.layout.id for source in open_sources(path, find)}
        return Given(path, GivenKind.PAGES, _page_title(layouts))
    with suppress(CodingError, OSError, ValueError):
        if is_slip_file(path):
            return Given(path, GivenKind.SLIP, "交回的反馈单")
    known = recognise(path)
    if known.part:
        return Given(path, GivenKind.KNOWLEDGE, known.title, known.part)
    return Given(path, GivenKind.TABLE, "未识别的表格")


def _page_title(layouts: set[str]) -> str:
    if layouts == {SETTLEMENT_LIST}:
        return "结算清单"
    return "流程时间表或明细表" if layouts == {WORKFLOW} else "首页文件"


def _unread(path: Path, error: OSError | ValueError) -> Given:
    told = file_trouble(error) if isinstance(error, OSError) else "路径不对"
    return _wrong(path, f"打不开（{told}）：请检查路径和读取权限。")


def _wrong(path: Path, why: str) -> Given:
    return Given(path, GivenKind.WRONG, "不能处理", why=why)
