"""A pattern of a rule, ready to be asked of any text: refused in words, or matched in linear time."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

from coding.base.errors import KnowledgeError
from coding.rules.patterns.linear_matcher import LinearMatcher
from coding.rules.patterns.pattern_judge import most_steps, refuse_many_readings
from coding.rules.patterns.pattern_tree import read_pattern

#: Longer ones are no pattern that a person wrote.
MOST_SIGNS = 3000


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern and what matches it. A finite one is tried at each place by ``re`` in a bounded number of steps;
    one with repeats without end is read by ``LinearMatcher``: both take a time that grows with the text alone.
    """

    source: str
    matcher: re.Pattern[str] | LinearMatcher

    @property
    def is_finite(self) -> bool:
        """Whether the ``re`` module matches it."""
        return isinstance(self.matcher, re.Pattern)

    def search(self, text: str) -> bool:
        """Whether a part of the text matches."""
        return bool(self.matcher.search(text))

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text matches."""
        return bool(self.matcher.fullmatch(text))


@lru_cache(maxsize=2048)
def text_pattern(source: str) -> TextPattern:
    """A pattern made ready.

    Raises KnowledgeError with part of a Chinese sentence, to stand behind the name of what has the pattern: what is
    wrong, at which place of the pattern, and what to write instead.
    """
    if len(source) > MOST_SIGNS:
        raise KnowledgeError(f"正则表达式太长（{len(source)}字），请缩到{MOST_SIGNS}字以内")
    plain = _plain(source)
    try:
        tree = read_pattern(source)
        refuse_many_readings(tree, source)
        steps = most_steps(tree)
        return TextPattern(source, plain if steps is not None else LinearMatcher(tree))
    except KnowledgeError as error:
        raise KnowledgeError(f"正则表达式{error}") from error
    except RecursionError as error:
        raise KnowledgeError("正则表达式套得太深，请拆成几条规则") from error


def _plain(source: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd bracket is no news for whoever runs the program
            return re.compile(source)
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        place = getattr(error, "pos", None)
        where = "" if place is None else f"（第{place + 1}个字处）"
        raise KnowledgeError(f"正则表达式有误{where}，请对照规则说明（docs/rules.md）改正") from error
