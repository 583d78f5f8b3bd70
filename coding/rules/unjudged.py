"""Control flow inside the rules: why a rule cannot be judged on a page. None of these is ever shown to a user.

Whatever else comes out of a rule is a defect of the program: ``coding.rules.engine`` tells and logs it.
"""

from __future__ import annotations


class UnjudgedError(Exception):
    """The common ancestor: the page, the knowledge or a condition is why nothing can be said."""


class BlankError(UnjudgedError):
    """A field that the condition reads is blank."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class UnreadableError(UnjudgedError):
    """A date or number that the condition reads cannot be read."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class UnknownError(UnjudgedError):
    """Knowledge lacks what the rule asks; carries the Chinese reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooMuchError(UnknownError):
    """A condition, as its author wrote it, takes more steps or longer texts on this page than a rule may."""

    def __init__(self) -> None:
        super().__init__(
            "本条规则在这一页上要算的内容超过上限，没有判断：请少套 any、all、count、total，或缩短拼接的文字。"
        )


class NotComputableError(UnjudgedError):
    """A condition, as its author wrote it, cannot be computed from the values of this page: a text less a number."""
