"""A list of codes as people paste it: ranges, ``K80.*``, names between the codes, codes broken over two lines.

Every reading that is not the code as it stands in the table is a repair, shown beside what was written; a person says
yes or no. What the table does not know is told, never dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeKind, CodeStatus
from coding.codes.parse import lost_zero_readings, normalise_code, six_place, subcategory
from coding.codes.ranges import CodeSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.codes.code_tables import CodeTables
    from coding.codes.library import CodeLibrary

#: A code with what may be wrong with it: letters for digits, no dot, nothing behind the dot.
_TOKEN = (
    r"(?:[A-Za-z][\dOoIl]{2}|[\dOoIl]{1,2}(?=\.)|\d{2})[\dA-Za-z]{0,9}"
    r"(?:\.[\dA-Za-z]{0,12})?(?:\+[A-Z]\d\d[\dA-Za-z.]{0,8})?"
)
_CODE = re.compile(rf"(?<![\dA-Za-z.])({_TOKEN})(\.?\*|\.-|[+*])?(?![\dA-Za-z])")
_BETWEEN = re.compile(r"[ \t]{0,3}(?:[-–—~－～]|至|到)[ \t]{0,3}")
_END = re.compile(r"([\dA-Za-z]{1,10}(?:\.[\dA-Za-z]{0,12})?)(?![\dA-Za-z])")
_BROKEN = re.compile(
    r"((?<![\dA-Za-z.])[A-Za-z]?\d[\dA-Za-z]{0,5}\.?[\dA-Za-z]{0,6})[ \t]{0,9}\r?\n[ \t]{0,9}"
    r"([\dxX]{1,7})(?![\dA-Za-z.])"
)
_STATED = re.compile(r"(?:共|合计|总计)[计有为:]?[ \t]{0,3}(\d{1,5})[ \t]{0,3}(?:个|条|项|种|$)", re.MULTILINE)
_SOUND = frozenset({CodeStatus.EXACT, CodeStatus.HEADING, CodeStatus.EXTENSION})
#: A code in full has seven signs at least: ``I21.900``, ``51.2300``.
_FULL = 7
#: More than any published list; a whole book was pasted.
_LONGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class CodeRepair:
    """A code that was read otherwise than it was written: ``codes`` it is taken for, ``how`` in Chinese words.

    ``is_certain``: nothing else can have been meant. ``codes`` may be patterns (``~K80.1``) where the table holds
    headings only.
    """

    written: str
    codes: tuple[str, ...]
    how: str
    line: int
    is_certain: bool

    @property
    def shown(self) -> str:
        """What it is read as, shortened for the screen."""
        more = f" 等 {len(self.codes)} 个" if len(self.codes) > 2 else ""
        return "、".join(self.codes[:2]) + more


@dataclass(slots=True)
class PastedCodes:
    """What a pasted list says. ``codes`` as they were written, ranges and ``K80.*`` opened; ``strange``: (line, text,
    why) of what was not understood; ``stated``: the count that the text itself gives, ``total`` the
    codes of both kinds.
    """

    kind: CodeKind
    codes: dict[str, None] = field(default_factory=dict)
    opened: list[tuple[str, int]] = field(default_factory=list)
    repairs: list[CodeRepair] = field(default_factory=list)
    strange: list[tuple[int, str, str]] = field(default_factory=list)
    stated: int | None = None
    total: int = 0

    @property
    def is_all(self) -> bool:
        """Whether as many codes were read as the text says there are, diagnoses and procedures together."""
        return self.stated is None or self.stated == self.total

    @property
    def count(self) -> int:
        """The codes read, those of the repairs included."""
        return len({*self.codes, *(code for repair in self.repairs for code in repair.codes)})


def read_pasted(text: str, tables: CodeTables) -> tuple[PastedCodes, ...]:
    """The diagnoses and the procedures of a text, each where there are any. Raises KnowledgeError for a whole book."""
    if len(text) > _LONGEST:
        raise KnowledgeError("粘贴的文字过长，不像一份编码表：请分 ADRG 粘贴。")
    plain = "".join(map(_narrow, text))
    found = [_Reading(plain, text, tables.library(kind)).run() for kind in CodeKind]
    for one in found:
        one.total = sum(other.count for other in found)
    return tuple(one for one in found if one.codes or one.repairs or one.strange)


def _narrow(sign: str) -> str:
    """A sign in half width; the text keeps its length, so that what was written can be shown."""
    if sign in "。·•×":
        return "x" if sign == "×" else "."
    narrow = unicodedata.normalize("NFKC", sign)
    return narrow if len(narrow) == 1 else sign


class _Reading:
    """One text read for one kind of codes."""

    def __init__(self, text: str, written: str, library: CodeLibrary) -> None:
        self.text = text
        self.written = written
        self.library = library
        self.out = PastedCodes(library.kind)
        self.is_short = not any(len(m[1]) >= _FULL for m in self._tokens(text, 0))

    def run(self) -> PastedCodes:
        text = self._joined(self.text)
        text = _STATED.sub(self._state, text)
        at = 0
        for match in self._tokens(text, 0):
            if match.start() < at:
                continue
            at = self._take(text, match)
        return self.out

    def _tokens(self, text: str, start: int) -> Iterator[re.Match[str]]:
        for match in _CODE.finditer(text, start):
            if match[1][0].isalpha() is not (self.library.kind is CodeKind.DIAGNOSIS) and match[1][0] not in "OoIl":
                continue
            if match[1][0] in "OoIl" and not self._fits_letter(match[1]):
                continue
            if self._is_word(text, match):
                continue
            yield match

    def _fits_letter(self, token: str) -> bool:
        """``I21.0`` is a diagnosis; ``O1.23`` and ``l2.3`` have a letter where a procedure has a digit."""
        is_procedure = len(token) > 2 and token[2] == "."
        return is_procedure is (self.library.kind is CodeKind.PROCEDURE)

    def _is_word(self, text: str, match: re.Match[str]) -> bool:
        """T12椎体, 维生素B12, 96小时: without a dot a code stands apart from the words around it."""
        if "." in match[1] or match[2]:
            return False
        before, behind = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return _is_chinese(before) or (_is_chinese(behind) and behind not in "至到")

    def _state(self, match: re.Match[str]) -> str:
        self.out.stated = (self.out.stated or 0) + int(match[1])
        return " " * len(match[0])

    def _joined(self, text: str) -> str:
        """Codes that a line break cuts in two; the text keeps its length."""

        def join(match: re.Match[str]) -> str:
            whole = match[1] + match[2]
            code = normalise_code(whole, self.library.kind)
            is_cut = match[1].endswith(".") or match[2][0] in "xX" or self.library.get(match[2]) is None
            if not is_cut or len(code) < _FULL or self.library.status(code) not in _SOUND:
                return match[0]
            exact = self.library.get(code)
            if exact is None and not (match[1].endswith(".") or match[2][0] in "xX"):
                return match[0]
            self.out.repairs.append(
                CodeRepair(f"{match[1]}⏎{match[2]}", (code,), "跨行断开，已连接", self._line(match.start()), True)
            )
            return re.sub(r"[^\n]", " ", match[0])

        return _BROKEN.sub(join, text)

    def _line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    def _take(self, text: str, match: re.Match[str]) -> int:
        """Read a code or a range; where the next one may begin."""
        token, mark = match[1], match[2] or ""
        written = self.written[match.start() : match.end()]
        line = self._line(match.start())
        end = self._range_end(text, match)
        if end is not None:
            self._range(token, end, self.written[match.start() : end.end()], line)
            return end.end()
        if mark in (".*", ".-") or (mark == "*" and not self._is_asterisk(token)):
            self._open(token.rstrip("."), written, line)
        else:
            self._code(token, mark, written, line)
        return match.end()

    def _is_asterisk(self, token: str) -> bool:
        """``G01*`` is a manifestation of the classification, ``K80.1*`` all below K80.1."""
        return len(token) >= _FULL or self.library.get(f"{normalise_code(token, self.library.kind)}*") is not None

    def _range_end(self, text: str, match: re.Match[str]) -> re.Match[str] | None:
        if match[2] in ("+", ".-"):
            return None
        between = _BETWEEN.match(text, match.end())
        end = _END.match(text, between.end()) if between else None
        return end if end is not None and any(sign.isdigit() for sign in end[1]) else None

    def _range(self, first: str, end: re.Match[str], written: str, line: int) -> None:
        last = end[1]
        low = normalise_code(first.rstrip("."), self.library.kind)
        if first[0].isalpha() and not last[0].isalpha():
            last = low[: len(low) - len(last)] + last if len(last) < len(low) else last
        high = normalise_code(last.rstrip("."), self.library.kind)
        try:
            codes = self._below(f"{low}-{high}")
        except KnowledgeError:
            self.out.strange.append((line, written, "范围读不懂：前后颠倒，或不是同一类编码"))
            return
        self._opened(codes, written, line)

    def _open(self, token: str, written: str, line: int) -> None:
        try:
            codes = self._below(normalise_code(token, self.library.kind))
        except KnowledgeError:
            self.out.strange.append((line, written, "不像编码"))
            return
        self._opened(codes, written, line)

    def _opened(self, codes: tuple[str, ...], written: str, line: int) -> None:
        if not codes:
            self.out.strange.append((line, written, "码表中没有这一段的编码"))
            return
        self.out.opened.append((written, len(codes)))
        self.out.codes.update(dict.fromkeys(codes))

    def _below(self, ranges: str) -> tuple[str, ...]:
        """The codes of the table in a set; as patterns where the table knows headings only."""
        held = CodeSet.parse(ranges)
        codes = [entry.code for entry in self.library.entries if entry.code in held]
        if not self.library.headings_only:
            return tuple(codes)
        return tuple(dict.fromkeys(f"~{sub}" for code in codes if (sub := subcategory(code))))

    def _code(self, token: str, mark: str, written: str, line: int) -> None:
        whole = f"{token}{mark}"
        exact = self.library.get(whole)
        if exact is not None and exact.code == whole:
            if written == whole:
                self.out.codes[whole] = None
            else:
                self._repair(written, (whole,), _how(written, whole), line, is_certain=True)
            return
        code = normalise_code(whole, self.library.kind)
        if len(code) >= _FULL and self.library.status(code) in _SOUND:
            if code == written:
                self.out.codes[code] = None
            else:
                self._repair(written, (code,), _how(written, code), line, is_certain=True)
            return
        if len(code) < _FULL:
            self._short(code, token, written, line)
        elif any(sign.isdigit() for sign in token) and ("." in token or token[0].isalpha()):
            self.out.strange.append((line, written, "码表中没有这个编码"))

    def _short(self, code: str, token: str, written: str, line: int) -> None:
        """A code of fewer places: a heading for all below it, or a full code that has lost its zeros."""
        kind = self.library.kind
        readings = [code, *((f"{code}0",) if kind is CodeKind.PROCEDURE and len(code) == 4 else ())]
        readings += lost_zero_readings(token)
        full = {six_place(one): None for one in readings}
        found = [one for one in full if (entry := self.library.get(one)) is not None and entry.code == one]
        try:
            below = self._below(code)
        except KnowledgeError:
            below = ()
        if below and below != tuple(found) and (self.is_short or len(code) <= 3):
            self._repair(written, below, f"按类目、亚目读作其下全部 {len(below)} 个编码", line, is_certain=False)
        elif len(found) == 1:
            alone = len(self._below(subcategory(found[0]))) <= 1
            self._repair(written, (found[0],), "补回被吃掉的零", line, is_certain=alone)
        elif found:
            self.out.strange.append((line, written, f"可能是 {'、'.join(found)}，请写全"))
        elif below:
            self._repair(written, below, f"按亚目读作其下全部 {len(below)} 个编码", line, is_certain=False)
        elif "." in token or token[0].isalpha():
            self.out.strange.append((line, written, "码表中没有这个编码"))

    def _repair(self, written: str, codes: tuple[str, ...], how: str, line: int, *, is_certain: bool) -> None:
        self.out.repairs.append(CodeRepair(written, codes, how, line, is_certain))


def _is_chinese(sign: str) -> bool:
    return bool(sign) and "\u4e00" <= sign <= "\u9fff"


def _how(written: str, code: str) -> str:
    """What was put right, in words."""
    told = []
    narrow = "".join(map(_narrow, written))
    if narrow != written:
        told.append("全角改半角")
    if "." in code and "." not in narrow:
        told.append("补回小数点")
    same = narrow.replace(".", "")
    if same.upper() == code.replace(".", "").upper():
        if same != code.replace(".", ""):
            told.append("改大小写（X→x）")
    else:
        told.append("字母改数字（O→0、l→1）")
    return "、".join(told) or "写法不同"
