"""What a verification of a data file has come to, told to whoever is no technician: verdict, what, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.kept_audit import Verified

HEADERS: Final = ("哪里", "怎样")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``head`` in a few words, ``what`` was compared, and what is ``to_do`` ("" = nothing)."""

    is_good: bool
    head: str
    what: str
    to_do: str = ""


def verdict(found: Verified) -> Verdict:
    """The verdict in words."""
    end = f"，到第 {found.head.id:,} 条" if found.head is not None else ""
    what = f"核对了 {found.entries:,} 条审计记录{end}，{found.rows:,} 行内容。"
    if found.complaints:
        return Verdict(
            is_good=False,
            head=f"有 {len(found.complaints):,} 处与写下时不符",
            what=what,
            to_do="请先不要再修改：备份一份现有的文件留作证据，导出这张表交给管理员，再从不符之前的备份恢复。",
        )
    if found.not_judged:
        told = f"其余都与写下时相同；有 {len(found.not_judged):,} 项没有判定，见下表。"
        return Verdict(is_good=True, head="没有发现不符", what=what, to_do=told)
    return Verdict(is_good=True, head="没有发现不符：全部与写下时相同", what=what)


def report_lines(found: Verified) -> list[str]:
    """The verdict, a line each part."""
    told = verdict(found)
    return [one for one in (told.head, told.what, told.to_do) if one]


def report_rows(found: Verified) -> Sequence[tuple[str, str]]:
    """A row each complaint, then what was not judged."""
    complaints = [(one.where, one.told) for one in found.complaints]
    return [*complaints, *(("没有判定", one) for one in found.not_judged)]
