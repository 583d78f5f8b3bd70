"""A Change: the one way in which a page becomes another page.

The same object is a keystroke in the form, a suggestion, an undo step, a what-if, an audit entry
and a line on the slip that goes back to the doctor.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from coding.base.errors import StaleChangeError
from coding.page.asked import OF_HERSELF, AskedBy
from coding.page.fields import ROW_ATTRIBUTES, RowGroup, field_catalogue
from coding.page.rows import GROUP_WORDS, ROW_TYPES, Diagnosis, Row, row_label
from coding.page.step import PageState, Step

if TYPE_CHECKING:
    from collections.abc import Mapping


class EditKind(StrEnum):
    """What one step of a Change does."""

    SET = "set"
    INSERT = "insert"
    REMOVE = "remove"
    MOVE = "move"


class ChangeSource(StrEnum):
    """Where a Change comes from; the words are those of the audit."""

    TYPED = "typed"
    SUGGESTION = "suggestion"
    LOOKUP = "lookup"  # a code that the person chose from the list below the code cell
    FINDING = "finding"
    WHAT_IF = "what_if"
    EVIDENCE = "evidence"  # no edit: what the coder says the record holds
    ANSWER = "answer"  # no edit: what is said to a finding that the gate asks about; ``rule`` names the finding
    STEP = "step"  # no edit: the page goes from one state of the work to the next
    UNDO = "undo"
    REDO = "redo"
    IMPORT = "import"
    SLIP = "slip"  # the doctor's answer on a slip, accepted by whoever is at the store; ``rule`` names slip and line


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a Change.

    *set*: ``field`` and ``index`` name the place, ``before`` and ``after`` the texts; ``was_supplied`` and
    ``supplied`` say whether the page has a place for the field before and after.
    ``standard``: of a code that was chosen from the table for the doctor's words, its name there; the words stay.
    *insert*, *remove*: ``group``, ``index`` and the ``row``. *move*: ``group``, the ``row`` from ``index`` to ``to``.
    """

    kind: EditKind
    field: str = ""
    group: RowGroup | Literal[""] = ""
    index: int = 0
    before: str = ""
    after: str = ""
    row: Row | None = None
    to: int = 0
    was_supplied: bool = True
    supplied: bool = True
    standard: str = ""

    @property
    def row_group(self) -> RowGroup:
        """The group whose rows an insert, remove or move alters."""
        assert self.group, "an edit of a single field has no rows"
        return self.group

    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        match self.kind:
            case EditKind.SET:
                return replace(
                    self,
                    before=self.after,
                    after=self.before,
                    was_supplied=self.supplied,
                    supplied=self.was_supplied,
                )
            case EditKind.INSERT:
                return replace(self, kind=EditKind.REMOVE)
            case EditKind.REMOVE:
                return replace(self, kind=EditKind.INSERT)
            case _:
                return replace(self, index=self.to, to=self.index)


@dataclass(frozen=True, slots=True)
class Change:
    """Edits that are made, taken back and kept together, with their reason and their source.

    ``rule`` names the rule or the reason's origin where there is one. ``step``: the step of the work that goes with
    it; alone where the page is only done, beside edits where they open a page again that was done. ``asked``: at whose
    request it was made; there where the reason names the evidence for it.
    """

    edits: tuple[Edit, ...]
    reason: str = ""
    source: ChangeSource = ChangeSource.TYPED
    rule: str = ""
    step: Step | None = None
    asked: AskedBy | None = None

    @property
    def why(self) -> str:
        """The reason, and at whose request, in one line."""
        asked = f"应{self.asked.words}要求" if self.asked and self.asked.who != OF_HERSELF else ""
        return f"{self.reason}（{asked}）" if asked and self.reason else self.reason or asked

    @property
    def does_something(self) -> bool:
        """False for words on the page (evidence): there is nothing to take back."""
        return bool(self.edits) or self.step is not None

    def inverse(self, source: ChangeSource = ChangeSource.UNDO) -> Change:
        """The Change that takes this one back: the inverse edits in reverse order."""
        edits = tuple(e.inverse() for e in reversed(self.edits))
        return replace(self, edits=edits, source=source, step=self.step.inverse() if self.step else None, asked=None)

    def on(self, state: PageState) -> Change:
        """The Change as it is made on a page in that state: edits begin a page, and open one again that was done.

        Whether it may be edited at all is ``coding.review.case_life``'s to say. Raises StaleChangeError where its step
        begins at another state.
        """
        if self.step is None:
            opens = self.edits and state.is_opened_by_edits
            return replace(self, step=Step(state, PageState.CODING)) if opens else self
        if self.step.before is not state:
            raise StaleChangeError(f"病案的状态已变为“{state.label}”：请刷新后再试。")
        return self

    def touches(self) -> frozenset[str]:
        """Keys of all fields that the change may alter; a row edit touches every field of its group."""
        keys: set[str] = set()
        for edit in self.edits:
            if edit.kind is EditKind.SET:
                keys.add(edit.field)
            else:
                keys.update(k for k, (group, _) in ROW_ATTRIBUTES.items() if group == edit.group)
        return frozenset(keys)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; ``from_dict`` gives an equal Change."""
        return {
            "edits": [{k: v for k, v in asdict(e).items() if v not in ("", None)} for e in self.edits],
            "reason": self.reason,
            "source": self.source,
            "rule": self.rule,
            **({"step": self.step.as_dict()} if self.step else {}),
            **({"asked": self.asked.as_dict()} if self.asked else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Change:
        """The Change that ``as_dict`` described."""
        edits = []
        for raw in data["edits"]:
            row = raw.get("row")
            read = ROW_TYPES[raw["group"]](**row) if row is not None else None
            edits.append(Edit(**{**raw, "kind": EditKind(raw["kind"]), "row": read}))
        return cls(
            tuple(edits),
            data.get("reason", ""),
            ChangeSource(data.get("source", ChangeSource.TYPED)),
            data.get("rule", ""),
            Step.from_dict(data["step"]) if "step" in data else None,
            AskedBy.from_dict(data["asked"]) if "asked" in data else None,
        )

    def describe(self) -> str:
        """One Chinese line that says what the change does."""
        if not self.edits and self.step:
            return self.step.describe()
        return "；".join(_describe(e) for e in self.edits) or "无改动"


def _describe(edit: Edit) -> str:
    if edit.kind is EditKind.SET:
        label = field_catalogue().label(edit.field)
        found = ROW_ATTRIBUTES.get(edit.field)
        if found and (edit.index or found[0] != "diagnosis"):
            label = f"{row_label(found[0], edit.index)}·{label}"
        told = f"（{edit.standard}）" if edit.standard else ""
        return f"{label}：{edit.before or '（空）'} → {edit.after or '（空）'}{told}"
    words = GROUP_WORDS[edit.row_group]
    match edit.kind:
        case EditKind.INSERT | EditKind.REMOVE:
            verb = "增加" if edit.kind is EditKind.INSERT else "删除"
            return f"{verb}{row_label(edit.row_group, edit.index)} {_row_words(edit.row)}"
        case _:
            if edit.to == 0:
                return f"将{row_label(edit.row_group, edit.index)}改为{row_label(edit.row_group, 0)}"
            return f"{words}第{edit.index + 1}行移到第{edit.to + 1}行"


def _row_words(row: Row | None) -> str:
    if row is None:
        return ""
    if isinstance(row, Diagnosis):
        return f"{row.code} {row.name}".strip()
    return " ".join(filter(None, (getattr(row, "code", ""), getattr(row, "name", "") or getattr(row, "type", ""))))
