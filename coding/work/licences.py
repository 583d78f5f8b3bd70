"""The licences of all that ships with the program: a table and a text each, written by a script at the release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table, resources

_TABLE: Final = "licences/licences.csv"
_TEXTS: Final = "licences/texts/"
_ABSENT: Final = "许可文本没有随程序安装：请向安装程序的人索取完整的安装包。"


@dataclass(frozen=True, slots=True)
class Licence:
    """Something that ships: its name and version, the licence in short, and the name of its text."""

    name: str
    version: str
    licence: str
    text_file: str


def shipped_licences() -> tuple[Licence, ...]:
    """All that ships, by name; none where the table was not installed."""
    try:
        rows = resource_table(_TABLE, "name", "version", "licence", "text_file")
    except KnowledgeError:
        return ()
    found = (Licence(row["name"], row["version"], row["licence"], row["text_file"]) for row in rows)
    return tuple(sorted(found, key=lambda one: one.name.lower()))


def licence_text(licence: Licence) -> str:
    """The text of a licence, or that it was not installed."""
    try:
        return resources().content(f"{_TEXTS}{licence.text_file}").decode("utf-8", errors="replace")
    except KnowledgeError:
        return _ABSENT


def fitting(licences: tuple[Licence, ...], words: str) -> tuple[Licence, ...]:
    """Those in whose name, version or licence all the words stand."""
    wanted = words.lower().split()
    return tuple(one for one in licences if all(word in _told(one) for word in wanted))


def _told(one: Licence) -> str:
    return f"{one.name} {one.version} {one.licence}".lower()
