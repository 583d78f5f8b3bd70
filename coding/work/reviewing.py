"""What there is to be reviewed on a page: its findings, its changes, its fields, and what was said of each by whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coding.page.change import ChangeSource, EditKind
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.finding import Place, Severity
from coding.page.step import PageState
from coding.review.gate import subject_of
from coding.review.return_reasons import returned_for
from coding.review.same_words import same_words
from coding.store.kept_reviews import About, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.page.change import Change, Edit
    from coding.page.finding import Finding
    from coding.review.return_reasons import Returned
    from coding.review.same_words import SameWords
    from coding.store.kept_reviews import KeepsReviews, Review
    from coding.store.store import Entry

_VERDICTS: Final = (Said.RIGHT, Said.WRONG)
#: Words on what is said, in the order of the screen.
SAID_WORDS: Final[dict[Said, str]] = {
    Said.RIGHT: "认可",
    Said.WRONG: "不认可",
    Said.COMMENT: "批注",
    Said.REPLY: "回复",
    Said.ASK_OPINION: "请第二意见",
    Said.OPINION: "第二意见",
}
_SOURCES: Final = {ChangeSource.ANSWER: "说明", ChangeSource.EVIDENCE: "依据"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that can be reviewed. ``title`` names it on the screen, ``place`` is where it is on the page.

    ``said``: the words on it, oldest first. ``is_gone``: a finding that is found no more, a change that was taken back.
    ``is_step``: a step of the page's way, ``is_minor``: a finding for the eye only: neither wants a verdict.
    ``reasons``: why the page was sent back by a step, one a line.
    """

    about: About
    name: str
    title: str
    rule: str = ""
    place: Place | None = None
    said: tuple[Review, ...] = ()
    is_gone: bool = False
    is_step: bool = False
    is_minor: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def verdict(self) -> Review | None:
        """The verdict that holds: the last one."""
        return next((one for one in reversed(self.said) if one.said in _VERDICTS), None)

    @property
    def can_be_judged(self) -> bool:
        """Whether it is something of which somebody says right or wrong."""
        return self.about in (About.FINDING, About.CHANGE) and not self.is_step

    @property
    def wants_verdict(self) -> bool:
        """Whether an officer still has to say right or wrong before the page is passed."""
        return self.can_be_judged and not self.is_gone and not self.is_minor and self.verdict is None

    @property
    def is_asked(self) -> bool:
        """Whether a second opinion was asked for and has not been given."""
        asked = [one.said for one in self.said if one.said in (Said.ASK_OPINION, Said.OPINION)]
        return bool(asked) and asked[-1] is Said.ASK_OPINION


def subjects_of(
    findings: Iterable[Finding], standing: Sequence[Entry], reviews: Sequence[Review]
) -> tuple[Subject, ...]:
    """The page itself, its findings, what people did to it, then what was said of anything else."""
    said: dict[tuple[About, str], list[Review]] = {}
    for review in reviews:
        said.setdefault((review.about, review.subject), []).append(review)
    found = [Subject(About.PAGE, "", "整份病案")]
    found += [_of_finding(finding) for finding in findings]
    found += [_of_change(entry) for entry in standing if entry.change.source != ChangeSource.IMPORT]
    known = {(subject.about, subject.name) for subject in found}
    found += [_of_words(about, name, words[0]) for (about, name), words in said.items() if (about, name) not in known]
    told = dict.fromkeys(found)  # two findings of one rule at one place are one subject
    return tuple(_with(subject, said.get((subject.about, subject.name), [])) for subject in told)


def field_subject(place: Place) -> Subject:
    """A field as something to be commented on."""
    name = place.field if place.index is None else f"{place.field}#{place.index}"
    return Subject(About.FIELD, name, f"栏目：{_place_words(place)}", place=place)


def place_of(name: str) -> Place:
    """Where the field of a comment is: what ``field_subject`` named."""
    field, _, row = name.partition("#")
    return Place(field, int(row) if row.isdigit() else None)


def pinned(reviews: Iterable[Review]) -> dict[Place, tuple[Review, ...]]:
    """The words that are pinned to fields, by place."""
    found: dict[Place, tuple[Review, ...]] = {}
    for review in reviews:
        if review.about is About.FIELD:
            place = place_of(review.subject)
            found[place] = (*found.get(place, ()), review)
    return found


def review_words(review: Review) -> str:
    """10-12 09:30 王质控 批注：主要诊断请核对"""
    text = f"：{review.text}" if review.text else ""
    return f"{review.at:%m-%d %H:%M} {review.name} {SAID_WORDS[review.said]}{text}"


def words_alike(store: KeepsReviews) -> tuple[SameWords, ...]:
    """Evidence that stands in the same words on more than five pages, for the officer."""
    return same_words(store.evidence_words())


def waiver_verdicts(store: KeepsReviews) -> Mapping[int, Review]:
    """The verdict that holds on each waiver that was reviewed: the last one."""
    words = (one for one in store.words_about(About.WAIVER) if one.said in _VERDICTS and one.subject.isdigit())
    return {int(one.subject): one for one in words}


def _of_finding(finding: Finding) -> Subject:
    title = f"{finding.severity.label}　{finding.message}"
    is_minor = finding.severity is Severity.INFO
    return Subject(About.FINDING, subject_of(finding), title, finding.rule, finding.place, is_minor=is_minor)


def _of_change(entry: Entry) -> Subject:
    change = entry.change
    is_step = change.step is not None and not change.edits
    returned = _returned_by(change)
    kind = _SOURCES.get(change.source, "修改")
    told = change.describe() if change.does_something else change.reason
    why = f"（{change.reason}）" if change.does_something and change.reason and not returned else ""
    title = f"{kind}　{told}{why}　{entry.author} {entry.at:%m-%d %H:%M}"
    place = (
        _place_of_edit(change.edits[0]) if change.edits else next((one.place for one in returned if one.place), None)
    )
    reasons = reasons_of_return(change)
    return Subject(About.CHANGE, str(entry.id), title, "", place, is_step=is_step, reasons=reasons)


def reasons_of_return(change: Change) -> tuple[str, ...]:
    """Why a change sends the page back, each reason with its field; nothing where it does not."""
    return tuple(_reason_words(one) for one in _returned_by(change))


def _returned_by(change: Change) -> tuple[Returned, ...]:
    is_return = change.step is not None and change.step.after is PageState.RETURNED
    return returned_for(change.reason) if is_return else ()


def _reason_words(one: Returned) -> str:
    return one.words if one.place is None else f"{one.words}（{field_catalogue().label(one.place.field)}）"


def _place_of_edit(edit: Edit) -> Place | None:
    """Where on the page an edit is seen; None of a row that has gone."""
    if edit.kind is EditKind.SET:
        return Place(edit.field, edit.index if edit.field in ROW_ATTRIBUTES else None)
    if edit.kind is EditKind.REMOVE:
        return None
    row = edit.to if edit.kind is EditKind.MOVE else edit.index
    attribute = next(name for group, name in ROW_ATTRIBUTES.values() if group == edit.group)
    return Place(field_key(edit.row_group, attribute, row), row)


def _of_words(about: About, name: str, first: Review) -> Subject:
    if about is About.FIELD:
        return field_subject(place_of(name))
    title = {
        About.FINDING: f"已不再报出的问题　{first.rule or name}",
        About.CHANGE: f"已撤销的修改　第 {name} 条",
        About.WAIVER: f"豁免　第 {name} 条",
    }.get(about, name)
    return Subject(about, name, title, first.rule, is_gone=True)


def _with(subject: Subject, said: Sequence[Review]) -> Subject:
    return replace(subject, said=tuple(said))


def _place_words(place: Place) -> str:
    row = "" if place.index is None else f"（第 {place.index + 1} 行）"
    return f"{field_catalogue().label(place.field)}{row}"
