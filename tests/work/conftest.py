"""A real store on disk for the use cases."""

import pytest

from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading


@pytest.fixture
def store(tmp_path):
    opened = SqliteStore(tmp_path / "病案.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def costed(store):
    """Four pages of two months; three have a cost."""
    pages = [
        make_page(
            str(n),
            discharge_datetime=f"2024-0{3 + n % 2}-10 10:00:00",
            fee_total="" if n == 4 else str(1000 * n),
            age_years="54",
            los_days="9",
            discharge_way="1",
        )
        for n in range(1, 5)
    ]
    store.import_reading(make_reading(*pages))
    return store
