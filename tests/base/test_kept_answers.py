"""Answers are worked out once for each owner, and go with it."""

import gc
import weakref

from coding.base import kept_answers
from coding.base.kept_answers import kept_by_question, kept_with_owner


class Table:
    pass


def test_an_owner_is_asked_once_and_never_for_another():
    asked = []
    length = kept_with_owner(lambda owner: asked.append(owner) or len(asked))
    one, other = Table(), Table()
    assert [length(one), length(one), length(other), length(one)] == [1, 1, 2, 1]


def test_a_question_is_asked_once_of_each_owner():
    asked = []
    answer = kept_by_question(lambda owner, text: asked.append(text) or text.upper())
    one, other = Table(), Table()
    assert [answer(one, "a"), answer(one, "a"), answer(other, "a"), answer(one, "b")] == ["A", "A", "A", "B"]
    assert asked == ["a", "a", "b"]


def test_an_owner_goes_with_its_answers():
    answer = kept_by_question(lambda _owner, text: text)
    first = kept_with_owner(lambda _owner: "")
    owner = Table()
    answer(owner, "a"), first(owner)
    gone = weakref.ref(owner)
    del owner
    gc.collect()
    assert gone() is None


def test_the_answers_of_an_owner_are_bounded(monkeypatch):
    monkeypatch.setattr(kept_answers, "_MOST", 3)
    asked = []
    answer = kept_by_question(lambda _owner, number: asked.append(number))
    owner = Table()
    for number in (1, 2, 3, 4, 1):
        answer(owner, number)
    assert asked == [1, 2, 3, 4, 1], "the fourth begins anew"
