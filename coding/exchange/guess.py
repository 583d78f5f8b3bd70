"""Which field a column of an unknown sheet is: by its header in Chinese or English, and by what stands in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.exchange.layout import ColumnReading
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: From here on a guess by likeness is worth proposing; an exact word counts 1.
LIKELY = 0.8
_REPEATED = frozenset(ROW_ATTRIBUTES)
_NUMBER = re.compile(r"\d{1,2}")
_NOISE = re.compile(r"[\s_\-—:：()（）\[\]【】、,，.。/\\|*#\"'《》<>]+")
_CHINESE = {c: str(n) for n, c in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be; ``key`` "" = nothing known. ``score`` 0 to 1; ``why`` in Chinese."""

    header: str
    key: str = ""
    index: int = 0
    reading: ColumnReading = ColumnReading.AS_IT_STANDS
    score: float = 0.0
    why: str = ""


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[str]] = (), *, like: bool = True) -> list[Guess]:
    """A guess for every column, each place of a page taken once.

    ``rows`` are some rows of the sheet, to look at what stands in them; without ``like`` only exact words count.
    """
    samples = [[row[p].strip() for row in rows if p < len(row) and row[p].strip()] for p in range(len(header))]
    guesses = [_one(text, sample, like) for text, sample in zip(header, samples, strict=True)]
    guesses = _numbered(guesses, header)
    return _each_place_once(guesses)


@cache
def _words() -> Mapping[str, str]:
    """Normalised header → key: the catalogue's own names and labels, then the list of other words."""
    words: dict[str, str] = {}
    for row in resource_table("layouts/free_headers.csv", "key", "words"):
        for word in row["words"].split("|"):
            words.setdefault(bare(word), row["key"])
    for key, field in field_catalogue().items():
        if not field.section.startswith("医保结算清单"):
            words.setdefault(bare(field.label), key)
            words.setdefault(bare(key), key)
    return words


def bare(header: str) -> str:
    """A header without what people write differently: case, width, blanks, brackets, underscores."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", header).strip().lower())


def _one(header: str, sample: Sequence[str], like: bool) -> Guess:
    text = bare(header)
    if not text:
        return Guess(header)
    words = _words()
    best = Guess(header)
    for spelled, number in _spellings(text):
        key = words.get(spelled, "")
        if key and (not number or key in _REPEATED):
            best = Guess(header, key, number, ColumnReading.AS_IT_STANDS, 1.0, "列名")
            break
    if not best.key and like:
        best = _likest(header, text, _words())
        if best.key and _share(sample, _is_day) >= _MOST and not _of_days(best.key):
            days = {word: key for word, key in _words().items() if _of_days(key)}
            best = _likest(header, text, days, _LIKELY_DAY)
    return _by_content(best, sample) if sample else best


def _spellings(text: str) -> list[tuple[str, int]]:
    """The header as it stands, and without the number of a repeated column."""
    found = [(text, 0)]
    digits = "".join(_CHINESE.get(c, c) if i == len(text) - 1 else c for i, c in enumerate(text))
    numbers = _NUMBER.finditer(digits)
    return found + [(digits[: m.start()] + digits[m.end() :], int(m.group())) for m in numbers]


def _likest(header: str, text: str, words: Mapping[str, str], least: float = LIKELY) -> Guess:
    from rapidfuzz import fuzz, process

    stripped, number = _spellings(text)[-1]
    found = process.extractOne(stripped, words.keys(), scorer=fuzz.ratio, score_cutoff=100 * least)
    if found is None:
        return Guess(header)
    key = words[found[0]]
    if number and key not in _REPEATED:
        return Guess(header)
    return Guess(header, key, number, ColumnReading.AS_IT_STANDS, found[1] / 100 - 0.01, "列名相近")


def _of_days(key: str) -> bool:
    return key in field_catalogue() and field_catalogue()[key].type in ("date", "datetime")


def _is_day(cell: str) -> bool:
    return _DAY.match(cell) is not None


#: As like is a word to be of which it is known already that it is a day.
_LIKELY_DAY: Final = 0.6
#: What stands in so many of the cells stands in the column.
_MOST: Final = 0.8
_DAY = re.compile(r"(19|20)\d{2}([-/.年])\d{1,2}[-/.月]\d{1,2}")
_DX = re.compile(r"[A-TV-Z]\d{2}(?:\.[0-9x]{1,3}(?:[x+*/]?\d{0,4})?)?[+*]?", re.IGNORECASE)
_PX = re.compile(r"\d{2}\.\d{1,2}(?:[x\d]{0,6})?", re.IGNORECASE)
_CARD = re.compile(r"\d{17}[\dXx]|\d{15}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEX = frozenset({"男", "女", "男性", "女性"})
_SEPARATED = re.compile(r"[|;；、,，]")
_AGE = re.compile(r"\d{1,3}\s*(岁|月|个月|天|日)(\d{1,2}\s*(月|个月|天|日))?")


def _by_content(guess: Guess, sample: Sequence[str]) -> Guess:
    """What stands in the column decides between code and name, and speaks where the header does not."""
    key, index = guess.key, guess.index
    if not key:
        for test, key in _CONTENT:
            if _share(sample, test) >= _MOST:
                reading = ColumnReading.AGE_TEXT if key == "age_years" else ColumnReading.AS_IT_STANDS
                return Guess(guess.header, key, 0, reading, 0.6, "内容")
        return guess
    for pattern, coded, named in (
        (_DX, "principal_dx_code", "principal_dx_name"),
        (_DX, "other_dx_code", "other_dx_name"),
        (_PX, "op_code", "op_name"),
    ):
        if key in (coded, named):
            parts = [part for cell in sample for part in _SEPARATED.split(cell) if part.strip()]
            is_code = sum(pattern.fullmatch(part.strip()) is not None for part in parts) >= 0.6 * max(len(parts), 1)
            key = coded if is_code else named if key == named else key
            many = key in ("other_dx_code", "op_code") and any(_SEPARATED.search(cell) for cell in sample)
            if many:
                return Guess(
                    guess.header, key, max(index, 1 if key == "other_dx_code" else 0), ColumnReading.CODES, 0.9, "内容"
                )
    reading = guess.reading
    if key == "age_years" and any(_AGE.fullmatch(cell) for cell in sample):
        reading = ColumnReading.AGE_TEXT
    return Guess(guess.header, key, index, reading, guess.score, guess.why)


_CONTENT: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda cell: _CARD.fullmatch(cell) is not None, "id_no"),
    (lambda cell: cell in _SEX, "sex"),
    (lambda cell: _MOBILE.fullmatch(cell) is not None, "current_phone"),
    (lambda cell: _AGE.fullmatch(cell) is not None, "age_years"),
    (lambda cell: _DX.fullmatch(cell) is not None and "." in cell, "other_dx_code"),
    (lambda cell: _PX.fullmatch(cell) is not None and len(cell) >= 6, "op_code"),
)


def _share(sample: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, sample)) / len(sample) if sample else 0.0


def _numbered(guesses: Sequence[Guess], header: Sequence[str]) -> list[Guess]:
    """Numbers of headers as rows of a page: other diagnosis 1 is row 1, procedure 1 is row 0 …"""
    has_principal = any(g.key.startswith("principal_dx") for g in guesses)
    has_main_diagnosis = any(g.key.startswith("principal_dx") and not g.index for g in guesses)
    others = [bare(h) for h in header]
    has_main_procedure = any(g.key in _REPEATED and ("主要" in o or "main" in o) and g.key.startswith("op_")
                             for g, o in zip(guesses, others, strict=True))  # fmt: skip
    seen: dict[str, int] = {}
    result = []
    for guess, text in zip(guesses, others, strict=True):
        key, index = guess.key, guess.index
        group = ROW_ATTRIBUTES[key][0] if key in ROW_ATTRIBUTES else ""
        if group and guess.reading is not ColumnReading.CODES:
            if (
                key.startswith("principal_dx") and index
            ):  # 出院诊断编码1, 2 …: numbers of all diagnoses, or of the others
                index -= not has_main_diagnosis
                key = key.replace("principal_", "other_") if index else key
            elif key.startswith("other_dx"):
                if not index:  # the same header again and again, or a single one
                    index = seen[key] = seen.get(key, 0) + 1
                elif not has_principal and "其" not in text and "other" not in text and "second" not in text:
                    index -= 1
            elif group == "procedure":
                is_other = "其他" in text or "其它" in text or "other" in text
                if not index:
                    index = seen[key] = seen.get(key, -1) + 1
                elif not (is_other or has_main_procedure):
                    index -= 1
            elif group == "intensive_care":
                index = max(index - 1, 0)
            if key.startswith("other_dx") and index == 0:
                key = key.replace("other_", "principal_")
        result.append(Guess(guess.header, key, index, guess.reading, guess.score, guess.why))
    return result


def _each_place_once(guesses: Sequence[Guess]) -> list[Guess]:
    """Of two columns for one place the surer one keeps it."""
    best: dict[tuple[str, int], int] = {}
    for number, guess in enumerate(guesses):
        place = (guess.key, guess.index)
        if guess.key and (place not in best or guess.score > guesses[best[place]].score):
            best[place] = number
    return [g if not g.key or best[g.key, g.index] == n else Guess(g.header) for n, g in enumerate(guesses)]
