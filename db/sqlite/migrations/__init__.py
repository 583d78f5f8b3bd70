"""The schema, one step a file. ``STEPS[n]`` brings a file of schema version n to n + 1.

A step that was released is never altered: what has to change goes into a new file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.sqlite.migrations import (
    m0001_pages,
    m0002_imports,
    m0003_rules,
    m0004_dialects,
    m0005_terms,
    m0006_trades,
    m0007_neighbours,
    m0008_marks_and_sums,
    m0009_paid_results,
    m0010_people_and_audit,
    m0011_months,
    m0012_worklist,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

STEPS: tuple[Callable[[Database], None], ...] = (
    m0001_pages.migrate,
    m0002_imports.migrate,
    m0003_rules.migrate,
    m0004_dialects.migrate,
    m0005_terms.migrate,
    m0006_trades.migrate,
    m0007_neighbours.migrate,
    m0008_marks_and_sums.migrate,
    m0009_paid_results.migrate,
    m0010_people_and_audit.migrate,
    m0011_months.migrate,
    m0012_worklist.migrate,
)
