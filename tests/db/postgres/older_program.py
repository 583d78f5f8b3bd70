"""A program as it was before the last step of the schema: what it makes on a server has the steps before that alone."""

from contextlib import contextmanager

import pytest

import db.postgres.founding
import db.postgres.opening
from db.postgres.migrations import STEPS
from db.shared.audit.guards import GUARDED
from db.shared.tables import moved_rows

#: The version of its schema.
BEFORE = len(STEPS) - 1


@contextmanager
def older_program():
    """Whatever is founded, opened and written inside is so by that program: it knows no table ``moved``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.postgres.founding, "STEPS", STEPS[:BEFORE])
        patch.setattr(db.postgres.opening, "STEPS", STEPS[:BEFORE])
        patch.delitem(GUARDED, "moved")
        patch.setattr(moved_rows, "keep", lambda *_: None)
        yield
