"""The database as the steps of the schema want it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def steps_database() -> type[Database]:
    """sqlite-utils without the pandas and numpy that it imports where it finds them: half a second and 80 MB
    of the first start, for tables that are never written through it.
    """
    unwanted = [name for name in ("pandas", "numpy") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(unwanted))  # type: ignore[arg-type]
    try:
        from sqlite_utils import Database
    finally:
        for name in unwanted:
            del sys.modules[name]
    return Database
