"""Who may change which setting of the department. The table is ``resources/people/settings.csv``."""

from __future__ import annotations

from functools import cache

from coding.base.resources import resource_table
from coding.review.people import Command


def setting_command(key: str) -> Command:
    """What one has to be allowed to do to change the setting of this key."""
    fitting = [prefix for prefix in _prefixes() if key.startswith(prefix)]
    return _prefixes()[max(fitting, key=len)] if fitting else Command.SET_DEPARTMENT


@cache
def _prefixes() -> dict[str, Command]:
    table = resource_table("people/settings.csv", "prefix", "command")
    return {row["prefix"]: Command(row["command"]) for row in table}
