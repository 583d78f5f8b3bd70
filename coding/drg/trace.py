"""From case to group as a tree of steps in a coder's words (first form)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.drg.model import Case, TraceStep

if TYPE_CHECKING:
    from coding.drg.scheme import Scheme


def trace_case(scheme: Scheme, case: Case) -> TraceStep:
    """The tree of steps; its title names the group that ``scheme.group`` gives."""
    result = scheme.group(case)
    return TraceStep(f"{result.drg} {result.name}".strip(), "hit", result.status.value)
