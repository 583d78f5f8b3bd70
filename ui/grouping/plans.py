"""Schemes to compare with, loaded once behind the window."""

from __future__ import annotations

from pathlib import Path

from coding.base.errors import CodingError
from coding.drg.scheme import embedded_scheme, load_scheme
from coding.knowledge.knowledge import Knowledge
from coding.payment.comparison import Plan
from coding.payment.tariff import load_tariff
from ui.grouping_settings import Listed


def load_plan(listed: Listed) -> Plan:
    """The scheme with its tariff. Raises KnowledgeError."""
    scheme = load_scheme(Path(listed.scheme)) if listed.scheme else embedded_scheme()
    return Plan(scheme, load_tariff(Path(listed.tariff)) if listed.tariff else None)


def load_plans(listed: list[Listed]) -> tuple[list[tuple[Listed, Plan]], list[str]]:
    """All that can be loaded, and a sentence for each that cannot."""
    plans, refused = [], []
    for one in listed:
        try:
            plans.append((one, load_plan(one)))
        except CodingError as error:
            refused.append(str(error))
    return plans, refused


def plan_in_force(knowledge: Knowledge) -> Plan:
    """The scheme and the tariff of the Knowledge in force."""
    return Plan(knowledge.scheme, knowledge.tariff)
