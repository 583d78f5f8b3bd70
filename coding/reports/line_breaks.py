"""Words broken into lines as Chinese is set: between two characters, not before a closing mark, no number torn."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: A word or a number of Latin letters, spaces, or one sign.
_PIECES = re.compile("[!-~\u00a1-\u024f\u0370-\u03ff]+|[ \u3000]+|.", re.DOTALL)
_CLOSING = frozenset("，。、；：！？）】》〉」』”’％%‰℃·…—～")
_OPENING = frozenset("（【《〈「『“‘￥＃")
#: Inside a long word or number a line may end behind one of these.
_SOFT = frozenset("-/_.,;:&")
#: Formatting signs that have no width of their own, and what a page description cannot hold.
_UNSEEN = frozenset(("Cc", "Cf", "Cs"))


def plain(text: str) -> str:
    """The text without signs that show nothing; a tab is a space, every end of a line the same one."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\t", " ")
    return "".join(_seen(sign) for sign in text)


def _seen(sign: str) -> str:
    if sign == "\n":
        return sign
    category = unicodedata.category(sign)
    if category == "Cs" or ord(sign) & 0xFFFE == 0xFFFE:
        return "□"
    return "" if category in _UNSEEN else sign


def lines_of(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    """The lines of a text, each at most ``room`` wide as ``width`` measures; a sign that is wider stands alone."""
    lines: list[str] = []
    for part in plain(text).split("\n"):
        lines += _broken(part, room, width)
    return lines


def widest_piece(text: str, width: Callable[[str], float]) -> float:
    """How wide the widest part is that ought not to be torn."""
    return max((width(piece) for piece in _pieces(text)), default=0.0)


def _broken(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    if width(text) <= room:
        return [text.rstrip(" ")]
    lines, line, used = [], "", 0.0
    for piece in _fitting(_pieces(text), room, width):
        wide = width(piece)
        if used + wide > room and line:
            if not piece.strip():
                continue
            lines.append(line.rstrip(" \u3000"))
            line, used = "", 0.0
        line += piece
        used += wide
    return [*lines, line.rstrip(" \u3000")]


def _pieces(text: str) -> list[str]:
    """What is not torn: words, and signs with the marks that lean on them."""
    pieces: list[str] = []
    opened = ""
    for piece in _PIECES.findall(text):
        if piece in _OPENING:
            opened += piece
        elif piece in _CLOSING and pieces and not opened and pieces[-1].strip():
            pieces[-1] += piece
        else:
            pieces.append(opened + piece)
            opened = ""
    return [*pieces, opened] if opened else pieces


def _fitting(pieces: Iterable[str], room: float, width: Callable[[str], float]) -> Iterable[str]:
    """Pieces that are wider than a line are torn after all, behind a hyphen or the like where there is one."""
    for piece in pieces:
        if width(piece) <= room:
            yield piece
            continue
        rest = ""
        for sign in piece:
            while rest and width(rest + sign) > room:
                cut = max((at + 1 for at, one in enumerate(rest) if one in _SOFT and at >= len(rest) // 3), default=0)
                yield rest[:cut] if cut else rest
                rest = rest[cut:] if cut else ""
            rest += sign
        if rest:
            yield rest
