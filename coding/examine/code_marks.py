"""What is known of a code before it stands on a page: how the scheme counts it, 灰码, whether it can be principal.

Read off the tables, the scheme and the rules in force on the page's day; nothing is claimed where they do not say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.codes.edition import insurance_code, spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import category
from coding.grouping.case import Case
from coding.grouping.grouper import Complication
from coding.page.context import Context
from coding.page.fields import is_blank
from coding.page.finding import Severity
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.rules.facts import Facts
    from coding.rules.rule import CompiledRule, Rule

#: The kind of the rules that say of codes that they cannot be principal.
_BARRING = "principal_not"
#: The words of the table beside a scheme that names what cannot be principal.
BY_SCHEME = "分组方案的表"


@dataclass(frozen=True, slots=True)
class CodeMarks:
    """``complication``: as what the scheme counts the code as another diagnosis; ``is_excluded``: not beside this
    page's principal diagnosis. ``barred_by``: the rule, or the table of the scheme, by which the code cannot be the
    principal diagnosis; "" where nothing says so.
    """

    complication: Complication = Complication.OTHER
    is_excluded: bool = False
    is_grey: bool = False
    barred_by: str = ""

    @property
    def complication_word(self) -> str:
        """MCC, CC, CC× where the principal diagnosis excludes it; "" where it is none, or nobody knows."""
        if self.complication not in (Complication.MAJOR, Complication.MINOR):
            return ""
        return self.complication.value.upper() + ("×" if self.is_excluded else "")


def code_marks(page: FrontPage, code: str, knowledge: Knowledge, name: str = "") -> CodeMarks:
    """The marks of a diagnosis code on this page; ``knowledge``: what holds on the page's day; ``name``: of its row."""
    canonical = spelled(code, CodeKind.DIAGNOSIS)
    if is_blank(canonical):
        return CodeMarks()
    grouped = insurance_code(page, canonical, CodeKind.DIAGNOSIS, knowledge.codes, name)
    entry = knowledge.codes.dx.get(canonical)
    scheme = knowledge.scheme
    complication = scheme.complication_of(grouped)
    return CodeMarks(
        complication,
        scheme.excludes(_principal(page, knowledge), grouped),
        bool(entry and entry.grey),
        _barred_by(page, canonical, grouped, knowledge),
    )


def _principal(page: FrontPage, knowledge: Knowledge) -> str:
    row = page.diagnoses[0] if page.diagnoses else None
    if row is None or is_blank(row.code):
        return ""
    spelt = spelled(row.code, CodeKind.DIAGNOSIS)
    return insurance_code(page, spelt, CodeKind.DIAGNOSIS, knowledge.codes, row.name)


def _barred_by(page: FrontPage, code: str, grouped: str, knowledge: Knowledge) -> str:
    """The first rule that says flatly of the code that it cannot be principal; one with conditions says it of no code
    alone.
    """
    rules = [rule for rule in _barring(page, knowledge) if rule.triggers is None or category(code) in rule.triggers]
    if rules:
        facts = _facts_of(code, knowledge)
        found = next((rule.rule.id for rule in rules if any(rule.judge(facts))), "")
        if found:
            return found
    return BY_SCHEME if knowledge.scheme.bars_principal(_alone(grouped)) else ""


def _barring(page: FrontPage, knowledge: Knowledge) -> list[CompiledRule]:
    book = knowledge.rules
    out, known = book.out_of_force(page), book.of_kind(_BARRING)
    if not known:
        return []
    return [c for n, c in enumerate(book.rules) if c.rule.id in known and n not in out and _is_flat(c.rule)]


def _is_flat(rule: Rule) -> bool:
    return rule.severity is Severity.ERROR and not rule.when and not rule.params.get("unless")


def _facts_of(code: str, knowledge: Knowledge) -> Facts:
    """A page of which nothing is known but its principal diagnosis."""
    from coding.rules.facts import Facts  # rules are no part of the start of a window

    page = FrontPage({}, (Diagnosis(code),))
    grouping = knowledge.reference.group(page)
    return Facts(page, knowledge.reference, Context(), grouping, knowledge.reference.price(page, grouping))


def _alone(code: str) -> Case:
    return Case(None, None, None, None, "", None, "", None, (code,), ())
