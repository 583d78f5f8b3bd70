"""The kinds of what somebody gives to the window."""

from __future__ import annotations

from enum import StrEnum


class GivenKind(StrEnum):
    """What is done with it: ``PAGES`` are read in, ``TABLE`` is one whose columns nobody knows yet, and a person is
    asked about; ``KNOWLEDGE`` is one part, ``FOLDER`` holds several.
    """

    PAGES = "pages"
    TABLE = "table"
    KNOWLEDGE = "knowledge"
    FOLDER = "folder"
    SCHEME = "scheme"
    RULES = "rules"
    PACKAGE = "package"
    BACKUP = "backup"
    SLIP = "slip"
    WRONG = "wrong"
