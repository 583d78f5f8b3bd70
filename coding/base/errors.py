"""Errors that a user can cause: each carries one sentence in Chinese that says what to do."""

from __future__ import annotations

from coding.base.readable import readable


class CodingError(Exception):
    """The common ancestor of every error that is shown to a user; ``str(error)`` is a Chinese sentence.

    What the sentence quotes out of a file neither floods a screen nor steers a terminal.
    """

    def __init__(self, *said: object) -> None:
        super().__init__(*(readable(one) if isinstance(one, str) else one for one in said))


class StaleChangeError(CodingError):
    """A Change was made for another state of the page than the one it is applied to."""


class UnusableInputError(CodingError):
    """A file cannot be used at all; the command line ends with exit code 2."""


class UnknownLayoutError(UnusableInputError):
    """A file that could be read, but whose columns belong to no known layout: a column map may help."""


class KnowledgeError(CodingError):
    """A rule file, scheme pack, code table or tariff cannot be used; names file and row."""


class UnreadableSheetError(UnusableInputError, KnowledgeError):
    """A table, text or workbook, that cannot be read at all, whatever it was to be: pages, codes, weights, terms."""
