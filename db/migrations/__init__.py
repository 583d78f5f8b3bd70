"""The schema, one step a file. ``STEPS[n]`` brings a file of schema version n to n + 1.

A step that was released is never altered: what has to change goes into a new file.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from db.migrations import m0001_pages

STEPS: tuple[Callable[[Database], None], ...] = (m0001_pages.migrate,)
