"""The life of a page: which step leads from which state to which, who may make it, and what an edit does in each state.

The tables are ``resources/people/steps.csv`` and ``resources/people/states.csv``. Refusals are sentences; "" is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.page.step import PageState
from coding.review.people import Command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.change import Change
    from coding.review.people import Person


class Stages(StrEnum):
    """In which departments a step is made: those that release in one stage, in two, or in both."""

    ONE = "one"
    TWO = "two"
    BOTH = "both"

    def holds(self, *, two_stage: bool) -> bool:
        """Whether the step is made in such a department."""
        return self is Stages.BOTH or (self is Stages.TWO) is two_stage


class Editing(StrEnum):
    """What an edit does to a page in some state."""

    STAYS = "stays"
    OPENS = "opens"  # the page is being coded again, by a step that is kept with the edit
    OFFICER = "officer"  # only who may pass the page edits it, and it stays where it is
    CLOSED = "closed"  # nobody edits it before it is sent back


@dataclass(frozen=True, slots=True)
class StepRule:
    """One row of the table of steps. ``label``: the words of the action. ``has_gate``: the gate stands before it.

    ``opens``: the mark that the page bears from then on until it is uploaded again; "" for none.
    """

    before: PageState
    after: PageState
    command: Command
    label: str
    needs_reason: bool
    needs_date: bool
    has_gate: bool
    is_undoable: bool
    stages: Stages
    opens: str = ""


@dataclass(frozen=True, slots=True)
class StateRule:
    """One row of the table of states: what a department of one stage sees of it, and what an edit does."""

    state: PageState
    shown: PageState
    edit_one: Editing
    edit_two: Editing
    refusal: str

    def editing(self, *, two_stage: bool) -> Editing:
        """What an edit does in such a department."""
        return self.edit_two if two_stage else self.edit_one


#: The mark of a page that is changed after it was uploaded 补报.
REPORT_AGAIN: Final = "report_again"


def steps_from(state: PageState, person: Person, *, two_stage: bool) -> tuple[StepRule, ...]:
    """The steps that this person may make now, in the order of the table."""
    return tuple(
        rule
        for rule in _steps()
        if rule.before is state and rule.stages.holds(two_stage=two_stage) and person.may(rule.command)
    )


def step_rule(before: PageState, after: PageState, *, two_stage: bool | None = None) -> StepRule | None:
    """The row of a step; None where no such step is made. ``two_stage`` None: in whichever department."""
    return next(
        (
            rule
            for rule in _steps()
            if (rule.before, rule.after) == (before, after)
            and (two_stage is None or rule.stages.holds(two_stage=two_stage))
        ),
        None,
    )


def step_refusal(change: Change, person: Person, *, two_stage: bool) -> str:
    """Why this person cannot make the step of a Change now; "" where nothing speaks against it.

    The gate and whose page it is are asked for apart: ``coding.review.gate``, ``coding.review.own_page``.
    """
    step = change.step
    if step is None:
        return ""
    rule = step_rule(step.before, step.after, two_stage=two_stage)
    if rule is None:
        where = "两级放行" if two_stage else "一级放行"
        return f"{where}时，病案不能从“{step.before.label}”直接到“{step.after.label}”：请按列出的下一步处理。"
    if why := person.refusal(rule.command, rule.label):
        return why
    if rule.needs_reason and not change.reason.strip():
        return f"“{rule.label}”要写明理由：请填写后再试。"
    if rule.needs_date and step.until is None:
        return f"“{rule.label}”要写明到哪一天再看：请填写日期后再试。"
    return ""


def undo_refusal(made: Change, person: Person) -> str:
    """Why this person cannot take back a Change with the step that goes with it; "" where nothing speaks against it."""
    step = made.step
    if step is None:
        return ""
    rule = step_rule(step.before, step.after)
    if rule is None or not rule.is_undoable:
        return f"“{step.before.label} → {step.after.label}”不能撤销：请按列出的下一步处理。"
    return person.refusal(rule.command, f"撤销{rule.label}")


def edit_refusal(state: PageState, person: Person, *, two_stage: bool) -> str:
    """Why this person cannot edit a page in that state now; "" where nothing speaks against it."""
    if why := person.refusal(Command.EDIT_PAGE):
        return why
    rule = _states()[state]
    editing = rule.editing(two_stage=two_stage)
    is_free = editing in (Editing.STAYS, Editing.OPENS) or (
        editing is Editing.OFFICER and person.may(Command.PASS_PAGE)
    )
    return "" if is_free else rule.refusal


def is_read_only(state: PageState, *, two_stage: bool) -> bool:
    """Whether nobody edits a page in that state before it is sent back or reported again."""
    return _states()[state].editing(two_stage=two_stage) is Editing.CLOSED


def shown_state(state: PageState, *, two_stage: bool) -> PageState:
    """The state as the department sees it: one that releases in one stage sees three of them."""
    return state if two_stage else _states()[state].shown


@cache
def _steps() -> tuple[StepRule, ...]:
    """All steps. Raises KnowledgeError that names the row where one cannot be read or stands twice."""
    columns = "before", "after", "command", "label", "needs_reason", "needs_date", "gate", "undoable", "stages", "opens"
    table = resource_table("people/steps.csv", *columns)
    found: list[StepRule] = []
    for row, line in zip(table, table.lines, strict=True):
        rule = _read(_step, row, f"{table.name} 第{line}行")
        for other in found:
            same = (other.before, other.after) == (rule.before, rule.after)
            if same and (Stages.BOTH in (other.stages, rule.stages) or other.stages is rule.stages):
                raise KnowledgeError(f"{table.name} 第{line}行：同一步骤写了两次，请重新安装本程序。")
        found.append(rule)
    return tuple(found)


def _step(row: Mapping[str, str]) -> StepRule:
    return StepRule(
        PageState(row["before"]),
        PageState(row["after"]),
        Command(row["command"]),
        row["label"],
        _is_set(row["needs_reason"]),
        _is_set(row["needs_date"]),
        _is_set(row["gate"]),
        _is_set(row["undoable"]),
        Stages(row["stages"]),
        row["opens"],
    )


@cache
def _states() -> Mapping[PageState, StateRule]:
    table = resource_table("people/states.csv", "state", "shown", "edit_one", "edit_two", "refusal")
    rules = [_read(_state, row, f"{table.name} 第{line}行") for row, line in zip(table, table.lines, strict=True)]
    found = {rule.state: rule for rule in rules}
    if set(found) != set(PageState):
        missing = "、".join(state.value for state in PageState if state not in found)
        raise KnowledgeError(f"{table.name}：缺少状态 {missing}，请重新安装本程序。")
    return found


def _state(row: Mapping[str, str]) -> StateRule:
    return StateRule(
        PageState(row["state"]),
        PageState(row["shown"]),
        Editing(row["edit_one"]),
        Editing(row["edit_two"]),
        row["refusal"],
    )


def _read(read: Any, row: Mapping[str, str], source: str) -> Any:
    try:
        return read(row)
    except ValueError as error:
        raise KnowledgeError(f"{source}：有程序不认识的词，请重新安装本程序。") from error


def _is_set(cell: str) -> bool:
    return cell.strip() == "1"
