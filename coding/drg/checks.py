"""The preliminary checks of a scheme: what must be known of a case before it can be grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.conditions import CaseReader
    from coding.grouping.case import Case

CHECKS = ("sex", "age", "age_days", "birth_weight", "dx")


def failed_check(settings: dict[str, str], reader: CaseReader) -> Callable[[Case], str]:
    """Which preliminary check of the scheme a case fails first; "" for none.

    A missing principal diagnosis fails in every scheme, last of all where the scheme does not name it.
    """
    checks = [c for c in settings.get("checks", "").split("|") if c in CHECKS]
    if "dx" not in checks:
        checks.append("dx")
    zero = reader.zero

    def failed(case: Case) -> str:
        age = 0 if case.age is None and "age" in zero else case.age
        for check in checks:
            if check == "sex":
                if case.sex not in (1, 2):
                    return check
            elif check == "age":
                if age is None:
                    return check
            elif check == "dx":
                if not case.dx or not case.dx[0]:
                    return check
            elif age == 0:
                days = 0 if case.age_days is None and "age_days" in zero else case.age_days
                if check == "age_days":
                    if days is None:
                        return check
                elif days is not None and days <= 28 and case.birth_weight is None:
                    return check
        return ""

    return failed
