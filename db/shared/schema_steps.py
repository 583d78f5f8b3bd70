"""The steps of the schema, one numbered list for all engines: each has a step of its own in its own words.

``STEPS[n]`` of an engine brings a store of version n to n + 1; a new step is added here and to every engine.
"""

from __future__ import annotations

from typing import Final

#: What each step brings, from the first on.
NAMES: Final = (
    "pages",
    "imports",
    "rules",
    "dialects",
    "terms",
    "trades",
    "neighbours",
    "marks_and_sums",
    "paid_results",
    "people_and_audit",
    "months",
    "worklist",
)
