"""The one judge of words against code: do the doctor's words name what the code names?

Rules, suggestions and the window ask it, so none of them can say of a row what another denies. It reads the code
table and data, never the search and never what a hospital has accepted: a verdict must not hang on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from coding.base.kept_answers import kept_by_question
from coding.codes.entry import CodeKind
from coding.codes.parse import category, normalise_code, subcategory
from coding.page.fields import is_blank
from coding.words.likeness import folded, names_of, shared, written_out
from coding.words.normalising import fold, rewriter
from coding.words.opposites import opposed
from coding.words.qualities import contradiction, opposite, other_number, qualities, said_by, without_quality

if TYPE_CHECKING:
    from coding.codes.entry import CodeEntry
    from coding.codes.library import CodeLibrary
    from coding.words.qualities import Quality


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


#: Below this share of telling characters words and a name are unlike; a heading says less, and its category helps.
UNLIKE_BELOW = 0.3
UNLIKE_BELOW_HEADING = 0.01
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
    others = named_elsewhere(words, code, library)
    better = others[0] if others else None
    against = opposed(words, code)
    if against is not None and (against.is_clear or better is None):
        verdict = Verdict.OPPOSITE if against.is_clear else Verdict.MILD
        differs = f"{against.said} ↔ {against.named}"
        return Fit(verdict, standard, differs, against.source, against.right, better, share)
    if better is not None:
        return Fit(Verdict.OTHER_NAME, standard, f"{better.name} ↔ {standard}",
                   f"该名称是 {better.code} 的标准名称", subcategory(better.code), better, share)  # fmt: skip
    if _is_named_beside(words, code, library):
        return Fit(Verdict.FITS, standard)
    return _by_quality(words, code, standard, share, library)


def _by_quality(words: str, code: str, standard: str, share: float, library: CodeLibrary) -> Fit:
    kind = library.kind
    against = opposite(words, standard, kind)
    if against is None or not against.is_clear:
        against = contradiction(words, standard) or other_number(words, standard) or against
    if against is not None:
        verdict = Verdict.OPPOSITE if against.is_clear else Verdict.MILD
        return Fit(verdict, standard, f"{against.said} ↔ {against.named}", against.source, share=share)
    lacking = _lacking(words, code, standard, library)
    if lacking is not None:
        quality, entry = lacking
        return Fit(Verdict.MILD, standard, f"{quality.name} ↔ 编码未说明", f"同类目有 {entry.code} {entry.name}",
                   subcategory(entry.code), entry, share)  # fmt: skip
    if share < (UNLIKE_BELOW_HEADING if library.headings_only else UNLIKE_BELOW):
        return Fit(Verdict.UNLIKE, standard, f"{words.strip()} ↔ {standard}", "名称与标准名称几乎没有相同的字", share=share)
    return Fit(Verdict.FITS, standard, share=share)


def same_name(words: str, name: str, kind: CodeKind) -> bool:
    """True where words and name are the same but for width, punctuation and accepted spellings (癌 for 恶性肿瘤)."""
    return folded(words) == folded(name) or _spelt(words, kind) == _spelt(name, kind)


def _spelt(text: str, kind: CodeKind) -> str:
    return rewriter(kind)(fold(text))


def named_elsewhere(words: str, code: str, library: CodeLibrary) -> tuple[CodeEntry, ...]:
    """The rows whose standard name the words are, when all of them lie in other subcategories than the code."""
    found = names_of(library).get(folded(words), ())
    own = subcategory(code)
    return () if any(subcategory(e.code) == own for e in found) else found


def _is_named_beside(words: str, code: str, library: CodeLibrary) -> bool:
    """True where the words are the very name of a code of the same subcategory: said in more detail, not otherwise."""
    return folded(words) in names_of(library)


def _share(words: str, code: str, standard: str, library: CodeLibrary) -> float:
    """What words and name share, with aliases written out; a heading is helped by the name of its category."""
    found = shared(words, standard)
    if library.headings_only and found < 1:
        above = library.category(code)
        found = max(found, shared(words, above.name)) if above else found
    if found >= UNLIKE_BELOW:
        return found
    for standard_words, place in written_out(words, library.kind):
        if place and (code.startswith(place) or place.startswith(category(code))):
            return 1.0
        found = max(found, shared(standard_words, standard))
    return found


def _lacking(words: str, code: str, standard: str, library: CodeLibrary) -> tuple[Quality, CodeEntry] | None:
    """A quality that the words say and the code does not, where another code is named the same with it."""
    said = said_by(words, library.kind)
    if not said:
        return None
    said = said - said_by(standard, library.kind)
    for quality in _asked_for(library.kind):
        if (quality.axis, quality.name) not in said:
            continue
        plain = without_quality(standard, quality)
        for entry in _family(code, library):
            if (quality.axis, quality.name) in said_by(entry.name, library.kind):
                if without_quality(entry.name, quality) == plain and subcategory(entry.code) != subcategory(code):
                    return quality, entry
    return None


@cache
def _asked_for(kind: CodeKind) -> tuple[Quality, ...]:
    return tuple(quality for quality in qualities(kind) if quality.lacks)


def _family(code: str, library: CodeLibrary) -> tuple[CodeEntry, ...]:
    """The rows of the category of a diagnosis, of the three places of a procedure."""
    place = category(code) if library.kind is CodeKind.DIAGNOSIS else subcategory(code)[:4]
    return library.children(place)
