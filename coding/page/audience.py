"""Who looks at the findings: what a coder cannot mend and what blocks nothing is not put before her.

The table ``resources/rules/tables/audiences.csv`` says what becomes of a finding by the role of its rule and its
severity: another severity, or ``hidden``. An audience that it does not name (the quality officer) is shown everything.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.page.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EVERYBODY = ""
CODER = "coder"
_HIDDEN = "hidden"


@cache
def _table() -> Mapping[str, Mapping[tuple[str, str], str]]:
    found: dict[str, dict[tuple[str, str], str]] = {}
    for row in resource_table("rules/tables/audiences.csv", "audience", "role", "severity", "becomes"):
        found.setdefault(row["audience"], {})[row["role"], row["severity"]] = row["becomes"]
    return MappingProxyType(found)


def shown_to(
    audience: str, findings: tuple[Finding, ...], role_of: Callable[[str], str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings as ``audience`` sees them, gravest first, and those that are for others to mend.

    ``role_of`` gives the role of a rule by its id.
    """
    table = _table().get(audience)
    if not table:
        return findings, ()
    shown: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        becomes = table.get((role_of(finding.rule), finding.severity.value), "")
        if becomes == _HIDDEN:
            others.append(finding)
        else:
            shown.append(replace(finding, severity=Severity(becomes)) if becomes else finding)
    ranks = list(Severity)
    shown.sort(key=lambda f: ranks.index(f.severity))
    return tuple(shown), tuple(others)
