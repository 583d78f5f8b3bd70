"""The words of the rules: a row of a rule file, what judging it needs, and what it hits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from coding.page.change import Change
    from coding.page.finding import Dimension, Place, Severity, Strength
    from coding.page.moment import Moment
    from coding.rules.facts import Facts
    from coding.rules.rule_value import Value


class Role(StrEnum):
    """Who mends what a rule finds."""

    CODER = "coder"
    DOCTOR = "doctor"
    REGISTRATION = "registration"
    FEES = "fees"
    OFFICER = "officer"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return {
            "coder": "编码员",
            "doctor": "医师",
            "registration": "住院登记",
            "fees": "收费",
            "officer": "质控员",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a rule file, read but not compiled. ``source`` is ``file:line`` for error messages.

    ``fields``: what the rule reads, the place of the finding first. Each item is a tuple of alternatives of which
    one must be supplied; ``optional`` fields are read where there are any. ``yields_to``: rules whose finding on
    the same page silences this one, so that one fact gives one finding. ``moment``: when it is judged; ``role``: who
    mends what it finds.
    ``strength``: whether the page alone proves what it finds; ``violation``: the insurer's class of violation, if any.
    ``fails``, ``passes``, ``near``: example pages that must fail, must pass, and only just pass.
    """

    id: str
    dimension: Dimension
    severity: Severity
    on: bool
    fields: tuple[tuple[str, ...], ...]
    optional: frozenset[str]
    kind: str
    params: Mapping[str, str]
    when: str
    message: str
    hint: str
    basis: str
    valid_from: date | None
    valid_to: date | None
    moment: Moment
    role: Role
    yields_to: frozenset[str]
    fails: str
    passes: str
    near: str
    source: str
    strength: Strength
    violation: str

    @property
    def field(self) -> str:
        """The field that a finding points to unless the kind says otherwise."""
        return self.fields[0][0]

    def valid_on(self, day: date) -> bool:
        """True when the rule is in force for a discharge on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Hit:
    """One defect as a kind sees it: row (None where the field has no rows), words for the message, mends.

    ``field`` overrides the place of the rule; ``message`` and ``hint`` override its words where the kind knows more.
    """

    index: int | None = None
    field: str = ""
    values: Mapping[str, Value] = dataclass_field(default_factory=dict)
    also: tuple[Place, ...] = ()
    changes: tuple[Change, ...] = ()
    message: str = ""
    hint: str = ""


#: ``Test`` is asked for its truth alone.
Judge = Callable[["Facts"], Iterable[Hit]]
Test = Callable[["Facts"], object]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a kind makes of its parameters: the judge, and what can be told before it is asked.

    ``needs`` names inputs beside the page (see ``engine.NEEDS``). ``triggers``: categories of diagnoses (``K80``)
    and procedures (``51``) of which the page must have one for the rule to hit at all; None = always asked.
    ``test``: false where the judge would give nothing, quicker than asking it. ``first``: the single field that is
    read first: where it is blank nothing is judged. ``silent``: fields of which one must be filled for a hit.
    ``reads``: what is read beyond the fields of the rule; None = anything (see ``coding.rules.reads``).
    ``beside_stays``: it compares with other stays and says nothing where none is near.
    """

    judge: Judge
    needs: frozenset[str] = frozenset()
    triggers: frozenset[str] | None = None
    test: Test | None = None
    first: str = ""
    silent: tuple[str, ...] = ()
    reads: frozenset[str] | None = None
    beside_stays: bool = False


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run."""

    rule: Rule
    judge: Judge
    needs: frozenset[str]
    triggers: frozenset[str] | None
    test: Test | None = None
    first: str = ""
    silent: tuple[str, ...] = ()
    reads: frozenset[str] | None = None
    beside_stays: bool = False
