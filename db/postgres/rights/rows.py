"""The tables of roles, steps and writes as rows for the server: it asks the same tables as the program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.step import PageState
from coding.review.case_life import step_rule
from coding.review.month_rights import kind_rights
from coding.review.people import Command, Role, may
from coding.store.kept_audit import Deed
from coding.store.kept_months import MonthKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: One write: ``~`` it owes no entry of the audit; the table; i, u, d; the columns that an update may touch.
_WRITE: Final = re.compile(r"(~?)(\w{1,40}):((?:[iud](?:\([\w+]{1,400}\))?){1,3})")
#: Group of rows → what a page calls them.
_LISTS: Final = {"diagnosis": "diagnoses", "procedure": "procedures", "intensive_care": "intensive_cares"}
#: In what a closing says: the figures of the whole house that it froze.
FIGURES: Final = "figures"
_OPERATION: Final = re.compile(r"([iud])(?:\(([\w+]{1,400})\))?")


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of the store is to people. ``page``: the column by which a row is of a page, "" for none.
    ``command``: what one has to be allowed to do to read it at all. ``authors``: column → id or name, whose it must be.
    ``append``: None = rows may be written again; else the columns that may.
    """

    name: str
    page: str
    command: str
    authors: Mapping[str, str]
    append: tuple[str, ...] | None


@cache
def tables() -> Mapping[str, Table]:
    """The tables that people see, by their names."""
    found = resource_table("people/server_tables.csv", "table", "page", "command", "authors", "append")
    return {row["table"]: _table(row) for row in found}


def _table(row: Mapping[str, str]) -> Table:
    authors = dict(part.split(":") for part in row["authors"].split())
    if row["command"] and row["command"] not in tuple(Command):
        raise KnowledgeError(f"server_tables.csv：没有“{row['command']}”这个命令，请重新安装本程序。")
    append = tuple(row["append"].replace("-", "").split()) if row["append"] else None
    return Table(row["table"], row["page"], row["command"], authors, append)


def deed_rows() -> Iterator[tuple[str, str, bool, int]]:
    """Which deed is done under which command ("" = none is needed), whether the program signs it, and in which order
    the commands of a deed are tried.
    """
    for number, row in enumerate(_writes()):
        yield row["deed"], row["command"], row["program"] == "1", number


def write_rows() -> Iterator[tuple[str, str, bool, str, str, list[str] | None, bool]]:
    """Deed, command, by the program, table, operation, the columns of an update (None: all), and whether it owes an
    entry.
    """
    for row in _writes():
        for word in row["writes"].split():
            match = _WRITE.fullmatch(word)
            if match is None:
                raise KnowledgeError(f"server_writes.csv：“{word}”读不懂，请重新安装本程序。")
            silent, table, operations = match.groups()
            for operation, columns in _OPERATION.findall(operations):
                kept = columns.split("+") if columns else None
                yield row["deed"], row["command"], row["program"] == "1", table, operation, kept, not silent


@cache
def _writes() -> tuple[Mapping[str, str], ...]:
    table = resource_table("people/server_writes.csv", "deed", "command", "program", "writes")
    for row in table:
        if row["deed"] not in tuple(Deed) or (row["command"] and row["command"] not in tuple(Command)):
            raise KnowledgeError(f"server_writes.csv：没有“{row['deed']} {row['command']}”，请重新安装本程序。")
    return tuple(row for one in table for row in _by_kind(one))


def _by_kind(row: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """A row, and of the deed of a month one for each command that some kind of entry needs."""
    yield row
    if row["deed"] == Deed.MONTH:
        for command in sorted({kind_rights(kind).command for kind in MonthKind}):
            yield {**row, "command": command.value}


def command_rows() -> Iterator[tuple[str, str]]:
    """Role and command, where the role may."""
    yield from ((role.value, command.value) for role, command in product(Role, Command) if may((role,), command))


def step_rows() -> Iterator[tuple[Any, ...]]:
    """Before, after, command, reason, date, gate, undoable, in two stages: each step that there is."""
    for before, after, two_stage in product(PageState, PageState, (False, True)):
        rule = step_rule(before, after, two_stage=two_stage)
        if rule is not None:
            yield (
                before.value, after.value, rule.command.value, rule.needs_reason, rule.needs_date, rule.has_gate,
                rule.is_undoable, two_stage,
            )  # fmt: skip


def state_rows() -> Iterator[tuple[str, bool, str]]:
    """State, in two stages, what an edit does."""
    for row in resource_table("people/states.csv", "state", "edit_one", "edit_two"):
        yield row["state"], False, row["edit_one"]
        yield row["state"], True, row["edit_two"]


def setting_rows() -> Iterator[tuple[str, str]]:
    """How a key begins, and the command that its change needs; "" is the one of all others."""
    yield "", Command.SET_DEPARTMENT.value
    for row in resource_table("people/settings.csv", "prefix", "command"):
        yield row["prefix"], row["command"]


def month_rows() -> Iterator[tuple[str, str, list[str], list[str], str, bool]]:
    """Kind, command, keys of money, keys of the whole house, the key of the ward, whether a closed month refuses it."""
    closed = {row["kind"] for row in resource_table("people/month_closed.csv", "kind", "refusal")}
    for kind in MonthKind:
        rights = kind_rights(kind)
        money, whole = sorted(rights.money), sorted(rights.whole)
        if kind is MonthKind.CLOSED:
            money, whole = [*money, FIGURES], [*whole, FIGURES]
        yield kind.value, rights.command.value, money, whole, rights.ward, kind.value in closed


def field_rows() -> Iterator[tuple[str, str]]:
    """Field or group of a change → the list of rows of a page in which it stands."""
    yield from _LISTS.items()
    for field, (group, _) in ROW_ATTRIBUTES.items():
        yield field, _LISTS[group]


def mask_rows() -> Iterator[tuple[str, str]]:
    """Field, and how it is masked."""
    for row in resource_table("people/masks.csv", "field", "how"):
        yield row["field"], row["how"]
