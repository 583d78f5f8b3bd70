"""The first letters of a person's name: 张三 is zs, 单雄信 is sxx and not dxx.

A surname is often read otherwise than the same character elsewhere: ``resources/terms/surnames.csv``, one reading a
line. ``resources/terms/name_characters.csv`` has the characters that stand in names and in no word of medicine.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.suggest.pinyin import readings
from coding.words.traditional import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.base.tables import CsvTable

_SURNAMES, _CHARACTERS = "terms/surnames.csv", "terms/name_characters.csv"
#: Surnames of two characters are looked for first: 长孙 is no 长.
_LONGEST = 2


def name_initials(name: str) -> frozenset[str]:
    """The first letters of a name in small letters, in every way it may be read; none where nothing can be read."""
    text = simplified(unicodedata.normalize("NFKC", name)).strip()
    known = _surnames()
    surname = next((text[:n] for n in range(_LONGEST, 0, -1) if text[:n] in known), "")
    found = map("".join, product(known.get(surname, ("",)), _initials(text[len(surname) :])))
    return frozenset(letters for letters in found if letters)


def _initials(text: str) -> set[str]:
    rare = _rare()
    spoken = "".join(rare.get(sign, sign) for sign in text)  # one letter: it is read as itself
    return {"".join(syllable[:1] for syllable in way) for way in readings(spoken)}


@cache
def _surnames() -> Mapping[str, tuple[str, ...]]:
    """Surname → its first letters, in every way it is read."""
    found: dict[str, tuple[str, ...]] = {}
    table = resource_table(_SURNAMES, "surname", "pinyin")
    for line, row in zip(table.lines, table, strict=True):
        spelt = _spelt(table, line, row["pinyin"])
        if len(spelt) != len(row["surname"]) or len(spelt) > _LONGEST:
            raise KnowledgeError(
                f"{table.name} 第{line}行：姓“{row['surname']}”的每个字要有一个读音，最多{_LONGEST}个字，请改正后再试。"
            )
        letters = "".join(syllable[0] for syllable in spelt)
        found[row["surname"]] = tuple(dict.fromkeys((*found.get(row["surname"], ()), letters)))
    return found


@cache
def _rare() -> Mapping[str, str]:
    """Character → its first letter."""
    table = resource_table(_CHARACTERS, "pinyin", "characters")
    return {
        sign: _spelt(table, line, row["pinyin"])[0][0]
        for line, row in zip(table.lines, table, strict=True)
        for sign in row["characters"]
    }


def _spelt(table: CsvTable, line: int, pinyin: str) -> list[str]:
    syllables = pinyin.split()
    if not syllables or not all(s.isascii() and s.isalpha() and s.islower() for s in syllables):
        raise KnowledgeError(f"{table.name} 第{line}行：“{pinyin}”不是拼音，请用小写字母，不带声调。")
    return syllables
