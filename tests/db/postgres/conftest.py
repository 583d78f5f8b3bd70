"""An empty database of the server of the tests for each of these."""

import pytest

from tests.db.postgres.seats_at_cluster import ClusterStore


@pytest.fixture
def place(cluster, tmp_path, monkeypatch, cheap_passwords):
    """An empty database; what this machine keeps of it lies in the folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    database = cluster.fresh()
    yield ClusterStore(cluster, tmp_path, database)
    cluster.drop(database)
