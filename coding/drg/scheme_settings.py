"""The settings of a scheme pack: what is not known, or has a value that means nothing, refuses the pack.

A comma in ``checks`` for the sign between would switch all checks off, a misspelt key would be passed over, and both
would group in silence.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.drg.checks import CHECKS
from coding.drg.complaint import Complaint, Grade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: Numbers of a case of which a missing one may count as 0. A weight may be named among them: 0 g is a missing one.
_ZERO = ("age", "age_days", "birth_weight", "los", "icu_hours")
_TOLD = 3


class RefusedSettingsError(KnowledgeError):
    """Settings that the scheme cannot be used with; ``complaints`` tells each of them."""

    def __init__(self, title: str, complaints: tuple[Complaint, ...]) -> None:
        told = "；".join(f"{c.place} {c.message.rstrip('。')}" for c in complaints[:_TOLD])
        more = f"等 {len(complaints)} 处" if len(complaints) > _TOLD else ""
        super().__init__(f"分组方案“{title}”的设置不能采用：{told}{more}。请改正后再用。")
        self.complaints = complaints


def refuse_unknown_settings(title: str, rows: Iterable[tuple[str, int, list[str]]]) -> None:
    """``rows``: (file, line, key and value). Raises RefusedSettingsError, which tells every key that is not known and
    every value that means nothing.
    """
    told = tuple(Complaint(file, line, words, Grade.GRAVE, "settings") for file, line, words in _faults(rows))
    if told:
        raise RefusedSettingsError(title, told)


def _faults(rows: Iterable[tuple[str, int, list[str]]]) -> Iterator[tuple[str, int, str]]:
    seen: dict[str, str] = {}
    for file, line, (key, value) in rows:
        words = _unknown(key) if key not in _VALUES else _VALUES[key](value)
        if words:
            yield file, line, f"{key}：{words}。" if key else words
        elif seen.setdefault(key, value) != value:
            yield file, line, f"{key} 写了两次，值不同（“{seen[key]}”和“{value}”），请只留一行。"


def _unknown(key: str) -> str:
    if not key:
        return "有值而没有 key，请写出 key 或删去该行。"
    near = get_close_matches(key.strip().lower(), _VALUES, 1)
    return f"不认识的 key，{f'是否应为 {near[0]}' if near else '可用的有 ' + '、'.join(_VALUES)}"


def _any(_value: str) -> str:
    return ""


def _listed(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def judge(value: str) -> str:
        strange = [part for part in value.split("|") if part not in allowed] if value else []
        if not strange:
            return ""
        hint = "" if "|" in value else "，几项之间用半角 | 隔开"
        return f"“{value}”中的“{strange[0]}”不认识{hint}，可用的有 {'、'.join(allowed)}"

    return judge


def _three(value: str) -> str:
    if not value or value.count("|") == 2:
        return ""
    return f"“{value}”不是三段，应写作 mdc|adrg|drg，如 0000|00|0000"


def _yes_or_no(value: str) -> str:
    return "" if value in {"", "0", "1"} else f"“{value}”不是 0 或 1"


#: What each key may hold: the sentence that says what is wrong with a value, "" where nothing is.
_VALUES: dict[str, Callable[[str], str]] = {
    "name": _any,
    "region": _any,
    "code_edition": _any,
    "checks": _listed(CHECKS),
    "failure_result": _three,
    "nothing_result": _three,
    "retry_each_procedure": _yes_or_no,
    "principal_counts_as_cc": _yes_or_no,
    "null_as_zero": _listed(_ZERO),
}

#: The keys that a pack may set.
KNOWN_SETTINGS = frozenset(_VALUES)
