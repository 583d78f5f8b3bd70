"""Control flow inside the rules: why a rule cannot be judged on a page. None of these is ever shown to a user."""

from __future__ import annotations


class BlankError(Exception):
    """a field that the condition reads is blank. Never shown to a user."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class UnreadableError(Exception):
    """a date or number that the condition reads cannot be read."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class UnknownError(Exception):
    """knowledge lacks what the rule asks; carries the Chinese reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
