"""Answers kept with what they were asked of; they go when it goes: a table that was exchanged leaves nothing."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

Owner = TypeVar("Owner")
Question = TypeVar("Question")
Answer = TypeVar("Answer")

#: Answers that are kept of one owner; then it begins anew.
_MOST: Final = 65_536


def kept_with_owner(ask: Callable[[Owner], Answer]) -> Callable[[Owner], Answer]:
    """``ask`` is worked out once for each owner: a large object that is compared by identity, a code table say.

    ``functools.cache`` would keep the owner itself for as long as the program runs.
    """
    kept: WeakKeyDictionary[Owner, Answer] = WeakKeyDictionary()

    @wraps(ask)
    def answered(owner: Owner) -> Answer:
        try:
            return kept[owner]
        except KeyError:
            return kept.setdefault(owner, ask(owner))

    return answered


def kept_by_question(ask: Callable[[Owner, Question], Answer]) -> Callable[[Owner, Question], Answer]:
    """The same for what is asked of an owner with a question, a text say. An answer holds no reference to its owner."""
    kept: WeakKeyDictionary[Owner, dict[Question, Answer]] = WeakKeyDictionary()

    @wraps(ask)
    def answered(owner: Owner, question: Question) -> Answer:
        answers = kept.get(owner)
        if answers is None:
            answers = kept.setdefault(owner, {})
        try:
            return answers[question]
        except KeyError:
            if len(answers) >= _MOST:
                answers.clear()
            return answers.setdefault(question, ask(owner, question))

    return answered
