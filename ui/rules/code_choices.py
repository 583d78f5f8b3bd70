"""Codes for the rows of a rule: found by words or first letters, told by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.rules.asked import Answer
from coding.rules.row_words import codes_words
from coding.suggest.choosing import offers
from ui.rules.choice_line import Choice

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge

_TOP = 8
#: Codes whose names are told; more are counted.
_NAMED = 6
_CODE = re.compile(r"[A-Z]\d{2}(?:\.[\dx]+)?|\d{2}(?:\.[\dx]+)?", re.ASCII)
_PROCEDURES = (Answer.CODES_PX, Answer.CODE_PX)


def code_choices(knowledge: Knowledge | None, answer: Answer, typed: str) -> list[Choice]:
    """Codes that the typed words, letters or beginning of a code find; none for what is no code of a table."""
    if knowledge is None or not typed or answer is Answer.MORPHOLOGY or typed[0] in "@!！" or "-" in typed:
        return []
    kind = CodeKind.PROCEDURE if answer in _PROCEDURES else CodeKind.DIAGNOSIS
    found = offers(knowledge.lookup, kind, typed, "", _TOP)
    headings = dict.fromkeys(offer.match.code[: 5 if kind is CodeKind.PROCEDURE else 3] for offer in found[:2])
    library = knowledge.lookup.library(kind)
    upper = [Choice(code, code, f"{name}（类目，含其下全部）") for code in headings if (name := library.name(code))]
    exact = [Choice(o.match.code, o.match.code, o.match.name) for o in found if o.match.code not in headings]
    return [*upper, *exact][: _TOP + 2]


def code_names(knowledge: Knowledge | None, codes: str) -> str:
    """The codes of a range with their names, as many as can be read in a line."""
    if knowledge is None:
        return ""
    told = []
    found = _CODE.findall(codes)
    for code in found[:_NAMED]:
        kind = CodeKind.PROCEDURE if code[0].isdigit() else CodeKind.DIAGNOSIS
        name = knowledge.lookup.library(kind).name(code)
        told.append(f"{code} {name}".strip())
    sets = re.findall(r"@\w+", codes_words(codes))
    more = f"……共 {len(found)} 项" if len(found) > _NAMED else ""
    return "；".join((*told, *(f"{one}（命名的编码集合）" for one in sets))) + more
