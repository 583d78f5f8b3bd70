"""Words of review that travel with a page: said again at the other machine, with who said them first, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.review.people import Command
from coding.store.kept_reviews import About, Review, Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.store.store import Store

#: What is named by a number of the other machine is said of the page.
_NUMBERED: Final = (About.CHANGE, About.WAIVER)
_VERDICTS: Final = {Said.RIGHT: "认可", Said.WRONG: "不认可"}


def bring_words(store: Store, page_id: int, reviews: Iterable[Review]) -> int:
    """Say on a page what came with it and is not said there yet; how much. Who may not judge brings it as a comment.

    Raises what ``KeepsReviews.say`` raises.
    """
    came = list(reviews)
    here = store.reviews(page_id) if came else ()
    carried = {_carried(review) for review in here}
    known = carried | {review.text for review in here}
    may_judge = store.me.may(Command.JUDGE_FINDING)
    said = 0
    for review in came:
        about, subject, rule = review.about, review.subject, review.rule
        if about in _NUMBERED:
            about, subject, rule = About.PAGE, "", ""
        what, words = review.said, _carried(review)
        if what in _VERDICTS and not (may_judge and about is About.FINDING):
            what, words = Said.COMMENT, f"{_VERDICTS[what]}：{words}"
        if what is Said.REPLY:
            what = Said.COMMENT  # the word that it answers has another number here
        # said here before, said here first, or from here and back again
        if words in known or _carried(review) in carried or review.text in carried:
            continue
        store.say(page_id, about, subject, what, words, rule=rule)
        known.add(words)
        said += 1
    return said


def _carried(review: Review) -> str:
    return f"{review.text}（{review.name} {review.at:%Y-%m-%d %H:%M}）"
