"""Suggestions for a page: rows whose code is missing, not in the table, a heading or 灰码, or unlike its words.

Candidates are found by the doctor's words and among the codes below and beside the one on the page, and are ranked by
the fit of the words only. Nothing here reads a weight or a payment, and nothing is applied: each Suggestion carries
a Change that a person may accept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.codes.edition import insurance_code
from coding.codes.entry import CodeEntry, CodeKind, CodeStatus
from coding.codes.parse import category, lost_zero_readings, normalise_code, six_place, subcategory
from coding.codes.ranges import CodeSet
from coding.page.change import ChangeSource
from coding.page.edits import set_row
from coding.page.fields import RowGroup, is_blank
from coding.suggest.composite import taken_apart
from coding.suggest.of_person import of_person
from coding.suggest.page_wide import page_wide
from coding.suggest.suggestion import Cause, Match, Suggestion
from coding.suggest.variants import same_words
from coding.words.fit import Verdict, judge_words
from coding.words.sex_and_age import Disagreement, disagreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.codes.library import CodeLibrary
    from coding.page.front_page import FrontPage
    from coding.suggest.lookup import Lookup
    from coding.suggest.search import TermSearch

GROUPS: Mapping[RowGroup, CodeKind] = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}

BELOW = "该编码的细目"
RIGHT = "原词所属的类目"

#: Words that fit the name of a grey code or heading this well mean it, and what lies below it is asked for.
FITS = 30.0
#: Below this score one first candidate in five is right (public pairs), above it more than one in three: nothing is
#: proposed.
NO_MATCH = 25.0
#: From this score on one first candidate in two is right: enough to ask whether .9 is all that can be said.
SAYS_MORE = 50.0
CARRIED = 98.5
#: What the words of a code's disagreement with the person are called here.
_OF_PERSON = {Disagreement.SEX: Cause.OTHER_SEX, Disagreement.AGE: Cause.OTHER_AGE}
_MILD = (Cause.NOTHING, Cause.UNSPECIFIED, Cause.UNLIKE, Cause.MAY_DIFFER)
#: What the verdict of the judge of words is called here; of all others a row needs no suggestion.
_OF_VERDICT = {
    Verdict.OPPOSITE: Cause.UNLIKE,
    Verdict.OTHER_NAME: Cause.UNLIKE,
    Verdict.UNLIKE: Cause.UNLIKE,
    Verdict.MILD: Cause.MAY_DIFFER,
}
#: Rows whose code says nothing yet: their words may be several diagnoses.
_UNREAD = (Cause.NO_CODE, Cause.UNKNOWN, Cause.MALFORMED, Cause.UNLIKE)
_NEEDS_LEAF = (Cause.GREY, Cause.NOT_REFINED)
_CHAPTERS = {"O": "十五", "P": "十六"}
#: From here on the words are a name, an accepted term or a whole alias: nothing is left to likeness.
CERTAIN = 97.0


def propose(
    page: FrontPage,
    lookup: Lookup,
    place: tuple[RowGroup, int] | None = None,
    top: int = 10,
    *,
    rename: bool = True,
) -> list[Suggestion]:
    """Suggestions for every row that needs one, or for one ``place`` (group, index) whether it needs one or not.

    At most ``top`` for a row, best first, in the order of the rows. ``rename`` sets the standard name with the code,
    as coders do; without it the doctor's words stay and only an empty name is filled in.
    """
    found: list[Suggestion] = []
    wide = page_wide(page, lookup)
    for group, kind in GROUPS.items():
        for index in range(len(page.rows(group))):
            if place is None or place == (group, index):
                found += [s for s in wide if (s.group, s.index) == (group, index)]
                found += _for_row(page, lookup, group, index, kind, top, rename, asked=place is not None)
    return found


def cause(code: str, name: str, library: CodeLibrary, search: TermSearch, meant: str = "") -> Cause:
    """Why a code and its words need a suggestion, NOTHING when they are in order.

    Whether words and code fit is the judge's to say (``coding.words.fit``), as it is for the rules. ``meant``: what
    the crosswalk makes of a code of the clinical edition, where there is one.
    """
    code = "" if is_blank(code) else code
    name = "" if is_blank(name) else name
    if not code:
        return Cause.NO_CODE if name else Cause.NOTHING
    status = library.status(code)
    if status is CodeStatus.MALFORMED:
        return Cause.LOST_ZERO if lost_zero_readings(code) else Cause.MALFORMED
    if status in (CodeStatus.UNKNOWN, CodeStatus.UNKNOWN_EXTENSION):
        return Cause.UNKNOWN
    short = len(normalise_code(code, library.kind)) < len(six_place(code))
    entry = library.get(code)
    if entry and entry.grey and not short:
        return Cause.GREY
    if status is CodeStatus.HEADING and not library.headings_only:
        return Cause.NOT_REFINED
    if not name or same_words(name, library.name(code)):
        return Cause.NOTHING
    doubt = _OF_VERDICT.get(judge_words(name, meant or code, library).verdict)
    if doubt:
        return doubt
    return Cause.UNSPECIFIED if says_more(code, name, library, search) else Cause.NOTHING


def says_more(code: str, name: str, library: CodeLibrary, search: TermSearch) -> bool:
    """True for an unspecified code (.9) beside words that another code of its category says in full."""
    code = normalise_code(code, library.kind)
    if code[4:5] != "9" or library.kind is not CodeKind.DIAGNOSIS:
        return False
    best = search.search(name, 1)
    if not best or best[0].score < SAYS_MORE or best[0].code[4:5] == "9":
        return False
    return category(best[0].code) == category(code)


def is_unlike(code: str, name: str, library: CodeLibrary) -> bool:
    """True when the words say another thing than the code: the judge's word, which the rules repeat."""
    return judge_words(name, code, library).is_doubtful


def _for_row(
    page: FrontPage,
    lookup: Lookup,
    group: RowGroup,
    index: int,
    kind: CodeKind,
    top: int,
    rename: bool,
    *,
    asked: bool,
) -> list[Suggestion]:
    row = page.rows(group)[index]
    code: str = "" if is_blank(getattr(row, "code", "")) else getattr(row, "code", "")
    name: str = "" if is_blank(getattr(row, "name", "")) else getattr(row, "name", "")
    library, search = lookup.library(kind), lookup.search(kind)
    meant = insurance_code(page, code, kind, lookup.codes, name) if code else ""
    why = cause(code, name, library, search, meant)
    wrong_person = code and kind is CodeKind.DIAGNOSIS and why in _MILD and disagreement(page, code)
    if wrong_person:
        why = _OF_PERSON[wrong_person]
    if not why and not (asked and (code or name)):
        return []
    now = normalise_code(code, kind)
    found: list[Suggestion] = []
    right = judge_words(name, meant, library).right
    candidates = _candidates(code, name, library, search, top + 1, _carried(code, kind, lookup), right)
    candidates = _first_for(page, of_person(page, kind, name, search, top), candidates, library)
    if wrong_person:
        candidates = [m for m in candidates if not disagreement(page, m.code)]
    apart = taken_apart(page, group, index, search) if name and why in _UNREAD else None
    if apart is not None:
        found.append(apart)
    if candidates and candidates[0].score < NO_MATCH and not asked:
        return found
    if why in _NEEDS_LEAF and name and search.likeness(name, library.name(code), code) >= FITS:
        # the words fit the heading: what lies elsewhere would lead astray
        near = [m for m in candidates if subcategory(m.code) == subcategory(code)]
        candidates = near or candidates
    for match in candidates:
        if (match.code == now and match.code == code) or len(found) >= top:
            continue
        attributes = {"code": match.code}
        if rename or not name:
            attributes["name"] = match.name
        reason = f"{why}：{match.reason}" if why else match.reason
        change = set_row(page, group, index, attributes, reason=reason, source=ChangeSource.SUGGESTION)
        if change.edits:
            found.append(Suggestion(change, match, group, index, why or Cause.LOOKED_UP))
    return found


def _first_for(page: FrontPage, chapter: list[Match], candidates: list[Match], library: CodeLibrary) -> list[Match]:
    """The candidates with those of the person's own chapter first, behind names that are certain and of this person."""
    first = [m for m in chapter if not _is_grey(m.code, library)]
    if not first:
        return candidates
    lifted = [replace(m, reason=f"{m.reason}；本例优先第{_CHAPTERS[m.code[0]]}章") for m in first]
    codes = {m.code for m in first}
    rest = [m for m in candidates if m.code not in codes]
    certain = [m for m in rest if m.score >= CERTAIN and not disagreement(page, m.code)]
    return [*certain, *lifted, *(m for m in rest if m not in certain)]


def _carried(code: str, kind: CodeKind, lookup: Lookup) -> Match | None:
    """The code of the insurance edition that the crosswalk gives for a code that this table lacks."""
    crosswalk = lookup.codes.crosswalk(kind)
    library = lookup.library(kind)
    own = six_place(normalise_code(code, kind)) if code else ""
    if crosswalk is None or not own or library.get(own) is not None or not crosswalk.knows(own):
        return None
    entry = library.get(crosswalk.carry(own))
    return Match(entry.code, entry.name, CARRIED, f"对照表：临床版 {own} 对应医保版 {entry.code}") if entry else None


def _candidates(
    code: str,
    name: str,
    library: CodeLibrary,
    search: TermSearch,
    top: int,
    carried: Match | None = None,
    right: str = "",
) -> list[Match]:
    """By the words over the whole table, and the code's own relatives as far as the words fit them.

    ``right``: the codes that the judge of words names (陈旧性脑梗死 belongs to I69): they stand before all others,
    and what contradicts the words falls behind.

    A row below a heading or 灰码 that stands on the page is half way to be right already, so it needs less of the
    words. 灰码 are never proposed.
    """
    found = {m.code: m for m in (search.search(name, top * 2) if name else ()) if not _is_grey(m.code, library)}
    if carried is not None:
        found[carried.code] = carried
    for entry, relation in _relatives(code, library):
        if entry.grey or (carried is not None and entry.code == carried.code):
            continue
        held = found.get(entry.code)
        score = held.score if held else search.likeness(name, entry.name) if name else 50.0
        if relation == BELOW and score < CERTAIN:
            score = round(100 - (100 - score) * 0.6, 1)
        reason = f"{held.reason}；{relation}" if held else relation
        if held and held.score >= CERTAIN:
            reason = held.reason
        match = held or Match(entry.code, entry.name, score, reason)
        found[entry.code] = replace(match, score=score, reason=reason)
    near = category(code)
    ranked = sorted(found.values(), key=lambda m: (-m.score, bool(near) and category(m.code) != near, m.code))
    if right:
        ranked = _right_first(ranked, name, right, library, search)
    return ranked[:top]


def _right_first(ranked: list[Match], name: str, right: str, library: CodeLibrary, search: TermSearch) -> list[Match]:
    """The codes that the words belong to first, by their likeness; ``right`` as a rule writes it."""
    codes = CodeSet.parse(right)
    held = {m.code for m in ranked}
    first = [m for m in ranked if m.code in codes]
    places = [part.strip() for part in right.split(",") if "-" not in part]
    first += [
        Match(entry.code, entry.name, search.likeness(name, entry.name, entry.code), RIGHT)
        for place in places
        for entry in _rows_of(place, library)
        if entry.code not in held and not entry.grey
    ]
    lifted = [replace(m, score=max(m.score, round(100 - (100 - m.score) * 0.6, 1))) for m in first]
    lifted.sort(key=lambda m: (-m.score, m.code))
    return lifted + [m for m in ranked if m.code not in codes]


def _rows_of(place: str, library: CodeLibrary) -> tuple[CodeEntry, ...]:
    """The rows of a category or subcategory, itself included."""
    own = library.get(place)
    return (*((own,) if own else ()), *library.children(place)[:60])


def _is_grey(code: str, library: CodeLibrary) -> bool:
    entry = library.get(code)
    return bool(entry and entry.grey)


def _relatives(code: str, library: CodeLibrary) -> Iterable[tuple[CodeEntry, str]]:
    """Codes near the one on the page: itself in its right spelling, below it, beside it, or what a lost zero hid."""
    if not code:
        return
    for reading in lost_zero_readings(code):
        entry = library.get(reading)
        if entry:
            yield entry, f"补首位零 {reading}"
    entry = library.get(code)
    if entry and entry.code != code:
        yield entry, "编码写法规范化"
    seen = {entry.code} if entry else set()
    for relation, entries in ((BELOW, library.children(code)), ("同亚目编码", library.siblings(code))):
        for other in entries[:60]:
            if other.code not in seen:
                seen.add(other.code)
                yield other, relation
