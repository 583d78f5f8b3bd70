"""The server of these tests, started once, and an empty database of it for each of them."""

import pytest

from tests.db.postgres.seats_at_cluster import ClusterStore
from tests.db.server import Cluster


@pytest.fixture(scope="session")
def cluster():
    """Skips where there is no PostgreSQL."""
    made = Cluster()
    made.start()
    yield made
    made.remove()


@pytest.fixture
def place(cluster, tmp_path, monkeypatch, cheap_passwords):
    """An empty database; what this machine keeps of it lies in the folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    database = cluster.fresh()
    yield ClusterStore(cluster, tmp_path, database)
    cluster.drop(database)
