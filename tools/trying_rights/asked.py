"""What nobody may read, and what an administrator of the server reads afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import psycopg

from tools.try_rights import PATIENTS

if TYPE_CHECKING:
    from tools.try_rights import Stage

NAMES: Final = tuple(name for name, _ in PATIENTS.values())
NUMBER: Final = "11010119900101123X"
OTHER_WARD: Final = ("B2", "外科独有", "司马")
FULL: Final = "SET search_path = frontpage_full"


def state(stage: Stage, page: int) -> object:
    """The state of a page."""
    return one(stage, f"SELECT progress FROM frontpage.pages WHERE id = {page}")


def one(stage: Stage, asked: str) -> object:
    """The first cell that an administrator of the server gets."""
    return row(stage, asked)[0]


def row(stage: Stage, asked: str) -> tuple[Any, ...]:
    """The first row; of nothing: one empty cell."""
    with psycopg.connect(stage.admin) as connection:
        return connection.execute(asked).fetchone() or (None,)
