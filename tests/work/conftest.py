"""A real store on disk for the use cases."""

import pytest

from db.sqlite.store import SqliteStore


@pytest.fixture
def store(tmp_path):
    opened = SqliteStore(tmp_path / "病案.sqlite")
    yield opened
    opened.close()
