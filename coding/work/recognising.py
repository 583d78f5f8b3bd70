"""What each file of a folder is that somebody drops: which part of the hospital's knowledge, told by reading it.

Nothing is used, nothing is copied: each file is read as what its columns say, by the reader of that part. What no
reader takes is told as not recognised, with what to do.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.base.trouble import file_trouble
from coding.codes.code_sheet import stated_edition
from coding.codes.entry import CodeKind
from coding.work.hospital_knowledge import PARTS
from coding.work.steps import untold
from coding.work.what_file import is_scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from coding.work.steps import Step

#: What may be a table; other files of a folder are passed over without a word.
TABLES: Final = (".csv", ".txt", ".xlsx", ".xls", ".zip")
#: More files than this are nobody's knowledge: the folder was the wrong one.
MOST_FILES: Final = 200
_CODES: Final = {"dx_table": CodeKind.DIAGNOSIS, "px_table": CodeKind.PROCEDURE}
_MAPS: Final = {"dx_map": CodeKind.DIAGNOSIS, "px_map": CodeKind.PROCEDURE}
#: Of a table of codes nearly every row is a code of its own.
_NEARLY_ALL: Final = 0.98
_UNKNOWN: Final = "认不出是哪一类：请打开看表头是否完整，或从“导入知识”里选对应的一项导入。"
_PAGES: Final = "看起来是病案首页的导出：请用“打开”（Ctrl+O）读入。"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the part that it is, "" where it is none. ``count``: codes, groups, pairs or rows in it; ``edition``:
    what it says of its edition; ``told``: what is to be said of it, of one that is none why.
    """

    path: Path
    part: str = ""
    count: int = 0
    edition: str = ""
    told: str = ""

    @property
    def title(self) -> str:
        """诊断码表 33,304 条; 认不出."""
        return PARTS[self.part] if self.part else "认不出"


def files_within(place: Path) -> list[Path]:
    """What may be knowledge in a file or a folder: the folder itself where it is a scheme, else its files, by name.

    Raises CodingError where there is nothing, or too much.
    """
    if not place.is_dir() or (is_scheme(place) and (place / "scheme.csv").is_file()):
        return [place]
    try:
        inside = sorted(place.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise CodingError(f"文件夹“{place.name}”打不开（{file_trouble(error)}）：请检查读取权限。") from error
    found = [p for p in inside if _is_table(p) or (p.is_dir() and is_scheme(p))]
    if not found:
        raise CodingError(
            f"文件夹“{place.name}”里没有表格（CSV、TXT、Excel、zip）：请选择放码表、方案、权重表的文件夹。"
        )
    if len(found) > MOST_FILES:
        raise CodingError(
            f"文件夹“{place.name}”里有 {len(found):,} 个文件，超过 {MOST_FILES} 个：请把本院的知识放进单独的文件夹。"
        )
    return found


def recognised(paths: Sequence[Path], step: Step = untold) -> list[Recognised]:
    """What each of these is. ``step`` is told after each, and may raise to stop."""
    found = []
    for done, path in enumerate(paths, 1):
        found.append(recognise(path))
        step(done, len(paths))
    return found


def recognise(path: Path) -> Recognised:
    """What a file or a folder is, by the readers of the parts in turn: the most particular first."""
    with suppress(CodingError, OSError, ValueError):
        if is_scheme(path):
            return _scheme(path)
    for read in _READERS:
        with suppress(CodingError, OSError, ValueError, IndexError, KeyError):
            if (found := read(path)) is not None:
                return found
    return Recognised(path, told=_PAGES if _is_of_pages(path) else _UNKNOWN)


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in TABLES and not path.name.startswith((".", "~$"))


def _is_of_pages(path: Path) -> bool:
    from coding.exchange.peek import peek_known

    with suppress(CodingError, OSError, ValueError):
        return bool(peek_known(path).layout)
    return False


def _scheme(path: Path) -> Recognised:
    from coding.reference.open_scheme import open_scheme
    from coding.work.scheme_report import scheme_report

    scheme = open_scheme(path)
    return Recognised(path, "scheme", len(scheme.groups), scheme.title, scheme_report(scheme).in_words())


def _policy(path: Path) -> Recognised | None:
    from coding.payment.policy import load_policy

    policy = load_policy(path)
    return Recognised(path, "policy", len(policy.rows), policy.title) if policy.rows else None


def _tariff(path: Path) -> Recognised | None:
    from coding.dip.local_scores import has_scores
    from coding.payment.tariff import load_tariff

    if has_scores(path):
        return Recognised(path, "tariff", told="DIP 分值表")
    tariff = load_tariff(path)
    return Recognised(path, "tariff", len(tariff.lines), tariff.title) if tariff.lines else None


def _map(path: Path) -> Recognised | None:
    from coding.codes.crosswalk import load_crosswalk

    best: Recognised | None = None
    for part, kind in _MAPS.items():
        with suppress(CodingError):
            count = len(load_crosswalk(path, kind))
            if best is None or count > best.count:
                best = Recognised(path, part, count, stated_edition(path.name))
    return best


def _codes(path: Path) -> Recognised | None:
    from coding.codes.code_table import read_code_table

    best: Recognised | None = None
    for part, kind in _CODES.items():
        with suppress(CodingError):
            sheet = read_code_table(path, kind)
            if sheet.entries and (best is None or len(sheet.entries) > best.count):
                told = f"有 {len(sheet.faults):,} 行没有载入或只载入了一部分" if sheet.faults else ""
                best = Recognised(path, part, len(sheet.entries), stated_edition(path.name), told)
    return best


def _sexes(path: Path) -> Recognised | None:
    from coding.reference.sex_table import load_sex_table

    table = load_sex_table(path)
    return Recognised(path, "sex_table", len(table), table.title) if len(table) else None


def _tcm(path: Path) -> Recognised | None:
    from coding.reference.check_sheet import load_check_sheet

    sheet = load_check_sheet(path)
    return Recognised(path, "tcm_sheet", len(sheet.items)) if sheet.items else None


def _codes_or_terms(path: Path) -> Recognised | None:
    """A sheet of the doctors' words with their codes looks like a table of codes in which many stand twice."""
    codes = None
    with suppress(CodingError):
        codes = _codes(path)
    terms = None
    with suppress(CodingError):
        terms = _terms(path)
    if codes is None or terms is None:
        return codes or terms
    return codes if codes.count >= terms.count * _NEARLY_ALL else terms


def _terms(path: Path) -> Recognised | None:
    from coding.suggest.term_book import load_terms

    pairs = load_terms(path).accepted
    return Recognised(path, "terms", len(pairs)) if pairs else None


def _calendar(path: Path) -> Recognised | None:
    from coding.reference.holiday_notice import load_notices

    notices = load_notices(path)
    years = "、".join(str(notice.year) for notice in notices)
    return Recognised(path, "calendar", len(notices), years) if notices else None


#: The most particular columns first: a table of codes has only two.
_READERS: Final[tuple[Callable[[Path], Recognised | None], ...]] = (
    _policy,
    _tcm,
    _sexes,
    _map,
    _tariff,
    _codes_or_terms,
    _calendar,
)


def usable(found: Sequence[Recognised]) -> Iterator[Recognised]:
    """Those that are some part; of several of one part the last by name: so the newest edition is mostly called."""
    by_part = {one.part: one for one in found if one.part}
    yield from by_part.values()
