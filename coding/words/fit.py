"""The one judge of words against code: do the doctor's words name what the code names?

Rules, suggestions and the window ask it, so none of them can say of a row what another denies. It reads the code
table and data, never the search and never what a hospital has accepted: a verdict must not hang on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coding.base.kept_answers import kept_by_question
from coding.codes.entry import CodeKind
from coding.codes.named_sets import named_codes
from coding.codes.parse import category, halves, normalise_code, six_place, subcategory
from coding.page.fields import is_blank
from coding.words.axes import elsewhere
from coding.words.likeness import RUN, folded, names_of, runs_of, shared, telling, written_out
from coding.words.normalising import rewriter, without_sides
from coding.words.opposites import opposed
from coding.words.qualities import contradiction, opposite, other_number, plain, qualities, said_by, without_quality

if TYPE_CHECKING:
    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.words.qualities import Opposite, Quality


class Verdict(StrEnum):
    """What the judge says of words beside a code; see ``Fit``."""

    FITS = "fits"
    OPPOSITE = "opposite"  # a quality that excludes the code's: 陈旧性 beside 急性
    MILD = "mild"  # a quality or site that another code holds and this one lacks, or that may be an opposite
    OTHER_NAME = "other_name"  # the very name of a code of another subcategory
    UNLIKE = "unlike"  # words and name hardly share a character
    NOT_JUDGED = "not_judged"  # nothing to judge: no words, no code, or a code that the table cannot name


@dataclass(frozen=True, slots=True)
class Fit:
    """How words and a code fit: ``differs`` says in what (``陈旧性 ↔ 急性心肌梗死``), ``evidence`` where that stands.

    ``right``: codes that the words belong to, as a rule writes them (``I69``), "" where nobody can tell;
    ``better``: the row of the table whose name the words are. ``standard``: the name of the code in the table.
    ``share``: the share, 0–1, of telling characters in common.
    """

    verdict: Verdict
    standard: str = ""
    differs: str = ""
    evidence: str = ""
    right: str = ""
    better: CodeEntry | None = None
    share: float = 1.0

    @property
    def is_doubtful(self) -> bool:
        """True where a coder should look: the words may say another thing than the code."""
        return self.verdict not in (Verdict.FITS, Verdict.NOT_JUDGED)


#: Below this share of telling characters words and a name are unlike; a heading, or a name for the rest, says less.
UNLIKE_BELOW = 0.3
#: Words of which the code's own name says this share are that name in other words, whatever else is called so too.
SAME_FROM = 0.65
UNLIKE_BELOW_VAGUE = 0.01
#: A heading for the rest: what is named elsewhere in this table may lie below it in a table of six places.
_REST = re.compile(r"其他|(?<!未)特指")
#: Names that say little: hardly a sign of them need stand in the words.
_VAGUE = re.compile(r"其他|特指|未明示")
_FAMILY = 30
#: The quality parts the codes of one subcategory (开放性 of fractures): a code that lacks it says that it is not there.
_PARTED = "clear"
_FIVE_PLACES = len("S82.21")
_NOTHING = Fit(Verdict.NOT_JUDGED)


def judge_words(words: str, code: str, library: CodeLibrary) -> Fit:
    """How the doctor's words fit a code of this table. Each pair is judged once as long as the table is in use."""
    if is_blank(words) or is_blank(code):
        return _NOTHING
    return _kept(library, (words, code))


@kept_by_question
def _kept(library: CodeLibrary, asked: tuple[str, str]) -> Fit:
    words, code = asked
    code = normalise_code(code, library.kind)
    standard = library.name(code) or library.name(subcategory(code))
    if not standard:
        return _NOTHING
    share = _share(words, code, standard, library)
    if same_name(words, standard, library.kind):
        return Fit(Verdict.FITS, standard)
    better = _very_name(words, code, standard, library)
    by_category = opposed(words, code)
    against = by_category or elsewhere(words, code, standard, library.kind)
    if against is not None and (against.is_clear or better is None):
        # what a heading names is not all that lies below it: a code whose own name the table lacks may say the words
        is_sure = against.is_clear and (by_category is not None or library.get(code) is not None)
        verdict = Verdict.OPPOSITE if is_sure else Verdict.MILD
        differs = f"{against.said} ↔ {against.named}"
        return Fit(verdict, standard, differs, against.source, against.right, better, share)
    if better is not None:
        is_other = _said_of(words, standard) < SAME_FROM and _is_elsewhere(better, code, standard, library)
        verdict = Verdict.OTHER_NAME if is_other else Verdict.MILD
        differs, evidence = f"{better.name} ↔ {standard}", f"该名称是 {better.code} 的标准名称"
        return Fit(verdict, standard, differs, evidence, subcategory(better.code), better, share)
    if folded(words) in names_of(library):
        return Fit(Verdict.FITS, standard, share=share)
    return _by_quality(words, code, standard, share, library)


def _by_quality(words: str, code: str, standard: str, share: float, library: CodeLibrary) -> Fit:
    against = opposite(words, standard, library.kind)
    if against is None or not against.is_clear:
        against = contradiction(words, standard) or other_number(words, standard) or against
    if against is not None and against.is_clear:
        return Fit(Verdict.OPPOSITE, standard, _differs(against), against.source, share=share)
    if _is_unlike(words, standard, share, library):
        differs = _differs(against) if against else f"{words.strip()} ↔ {standard}"
        return Fit(Verdict.UNLIKE, standard, differs, "名称与标准名称几乎没有相同的字", share=share)
    if against is not None:
        return Fit(Verdict.MILD, standard, _differs(against), against.source, share=share)
    lacking = _lacking(words, code, standard, library)
    if lacking is None:
        return Fit(Verdict.FITS, standard, share=share)
    quality, entry = lacking
    differs, evidence = f"{quality.name} ↔ 编码未说明", f"同类目有 {entry.code} {entry.name}"
    if quality.lacks == _PARTED:
        return Fit(Verdict.OPPOSITE, standard, differs, evidence, entry.code[:_FIVE_PLACES], share=share)
    return Fit(Verdict.MILD, standard, differs, evidence, subcategory(entry.code), entry, share)


def _is_unlike(words: str, standard: str, share: float, library: CodeLibrary) -> bool:
    """True where words and name share too little. A heading for the rest says nothing of what lies below it."""
    if not library.headings_only and not _VAGUE.search(standard):
        return share < UNLIKE_BELOW
    if library.headings_only and _REST.search(standard):
        return False
    return share < UNLIKE_BELOW_VAGUE and _is_known(words, library)


def _differs(against: Opposite) -> str:
    return f"{against.said} ↔ {against.named}"


def same_name(words: str, name: str, kind: CodeKind) -> bool:
    """True where words and name are the same but for width, punctuation and accepted spellings (癌 for 恶性肿瘤)."""
    return folded(words) == folded(name) or _spelt(words, kind) == _spelt(name, kind)


@lru_cache(maxsize=65_536)
def _spelt(text: str, kind: CodeKind) -> str:
    return rewriter(kind)(plain(text))


def _very_name(words: str, code: str, standard: str, library: CodeLibrary) -> CodeEntry | None:
    """The row whose standard name the words are, when they are not the code's own, nor a part of its name.

    A code that says more than the words was refined by what the record says.
    """
    found = names_of(library).get(folded(words), ())
    if not found or any(e.code == code for e in found):
        return None
    if code in named_codes("words_taken_in"):
        found = tuple(e for e in found if e.code in named_codes("words_taken_in") and not _contains(standard, words))
        if not found:
            return None
    own = _subcategories(code)
    asterisk = halves(code)[1]
    if asterisk and any(subcategory(e.code) == subcategory(asterisk) for e in found):
        return None  # the name of the manifestation, which the pair of codes holds already
    beside = next((e for e in found if subcategory(e.code) in own), None)
    is_refined = folded(words) in folded(standard) and (beside is None or code != six_place(subcategory(code)))
    return None if is_refined else beside or found[0]


def _contains(standard: str, words: str) -> bool:
    """True where every sign of the words stands in the name, in their order: 低体重儿 in 低出生体重儿."""
    signs = iter(folded(standard))
    return all(sign in signs for sign in folded(words))


def _is_elsewhere(better: CodeEntry, code: str, standard: str, library: CodeLibrary) -> bool:
    """True where the row lies in another subcategory, and a table of headings leaves no doubt of it."""
    if subcategory(better.code) in _subcategories(code):
        return False
    if better.code in named_codes("sign_or_finding") and code not in named_codes("sign_or_finding"):
        return False  # the name of a sign or finding is often written for the disease
    near = _REST.search(standard) or category(better.code) == category(code)
    return not (library.headings_only and near)


def _said_of(words: str, standard: str) -> float:
    """The share, 0–1, of the telling characters of the words that the standard name has too."""
    asked = telling(folded(words))
    return len(asked & telling(folded(standard))) / len(asked) if asked else 1.0


def _subcategories(code: str) -> set[str]:
    return {subcategory(half) for half in halves(code) if half}


def _share(words: str, code: str, standard: str, library: CodeLibrary) -> float:
    """What words and name share, in one spelling and with aliases written out.

    A name is helped by the others of its subcategory, a heading by that of its category.
    """
    found = shared(words, standard)
    if found >= UNLIKE_BELOW:
        return found
    found = max(found, shared(_spelt(words, library.kind), _spelt(standard, library.kind)))
    beside = library.siblings(code)[:_FAMILY]
    above = library.category(code) if library.headings_only else None
    for entry in (*beside, *((above,) if above else ())):
        found = max(found, shared(words, entry.name))
    if found >= UNLIKE_BELOW:
        return found
    for standard_words, place in written_out(words, library.kind):
        if place and (code.startswith(place) or place.startswith(category(code))):
            return 1.0
        found = max(found, shared(standard_words, standard))
    return found


def _is_known(words: str, library: CodeLibrary) -> bool:
    """True where words say something that the table or an alias knows: what nobody knows is not told from a heading.

    The names of operations are made of the same few words; they need no such proof.
    """
    if library.kind is CodeKind.PROCEDURE or written_out(words, library.kind):
        return True
    text, runs = folded(without_sides(words)), runs_of(library)
    return (len(text) == RUN - 1 and text in runs) or any(
        text[at : at + RUN] in runs for at in range(len(text) - RUN + 1)
    )


def _lacking(words: str, code: str, standard: str, library: CodeLibrary) -> tuple[Quality, CodeEntry] | None:
    """A quality that the words say and the code does not, where another code is named the same with it."""
    said = said_by(words, library.kind)
    if not said:
        return None
    said = said - said_by(standard, library.kind)
    for quality in _asked_for(library.kind):
        if (quality.axis, quality.name) not in said:
            continue
        if quality.lacks == _PARTED:
            if found := next((e for e in _beside(code, library) if _says(quality, e, library.kind)), None):
                return quality, found
            continue
        rest = without_quality(standard, quality)
        for entry in _family(code, library):
            if subcategory(entry.code) == subcategory(code) or without_quality(entry.name, quality) != rest:
                continue
            if _says(quality, entry, library.kind):
                return quality, entry
    return None


def _says(quality: Quality, entry: CodeEntry, kind: CodeKind) -> bool:
    return (quality.axis, quality.name) in said_by(entry.name, kind)


def _beside(code: str, library: CodeLibrary) -> tuple[CodeEntry, ...]:
    return tuple(e for e in library.children(category(code)) if subcategory(e.code) == subcategory(code))


@cache
def _asked_for(kind: CodeKind) -> tuple[Quality, ...]:
    return tuple(quality for quality in qualities(kind) if quality.lacks)


def _family(code: str, library: CodeLibrary) -> tuple[CodeEntry, ...]:
    """The rows of the category of a diagnosis, of the three places of a procedure."""
    place = category(code) if library.kind is CodeKind.DIAGNOSIS else subcategory(code)[:4]
    return library.children(place)
