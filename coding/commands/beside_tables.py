"""What a command says of the tables that were given beside the pages: rows of them that could not be used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from coding.knowledge.knowledge import Knowledge

#: Lines of one table that are told; the window shows as many.
_TOLD = 20


def tell_left_out(knowledge: Knowledge, arguments: argparse.Namespace) -> None:
    """The rows of both tables that were left out, and rules of the check sheet that are no rules, on stderr."""
    if not arguments.quiet:
        for line in left_out(knowledge):
            print(line, file=sys.stderr)


def left_out(knowledge: Knowledge) -> list[str]:
    """A Chinese sentence for each such row."""
    sexes, sheet = knowledge.reference.sex_table, knowledge.reference.tcm_sheet
    said = [f"性别对照表“{sexes.title}”：{note}" for note in sexes.notes[: _TOLD + 1]] if sexes else []
    said += [f"中医首页检查表“{sheet.title}”：{note}" for note in sheet.notes[:_TOLD]]
    for item in sheet.items:
        said += [
            f"中医首页检查表“{sheet.title}”：“{item.name}”所写的规则 {rule} 不在规则库中，请核对编号。"
            for rule in item.rules
            if knowledge.rules.rule(rule) is None
        ]
    return said
