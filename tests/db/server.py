"""The PostgreSQL server of the tests."""

import pytest

from tools.own_server import Cluster, NoServerError


def started():
    """A server of its own that runs. Skips the test where there can be none."""
    try:
        cluster = Cluster()
        cluster.start()
    except NoServerError as error:
        pytest.skip(f"{error}：该测试跳过")
    return cluster
