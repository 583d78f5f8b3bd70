"""Many seats, each with a login of her own and the rights of a coder: the same holds as where everybody may do all."""

from contextlib import closing
from dataclasses import replace

import pytest

from coding.review.people import Role
from tests.db.server import binaries
from tools.own_server import OwnServer
from tools.seats import Seats, run
from tools.server_store import ServerStore


@pytest.fixture
def server(tmp_path, monkeypatch, cheap_passwords):
    binaries()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with OwnServer() as server:
        yield server


def test_coders_on_shared_pages_while_the_server_is_killed_and_a_cable_is_pulled(server, tmp_path):
    place = replace(ServerStore.on(server, tmp_path), rights=True)

    def kill():
        server.kill()
        server.start()

    found = run(place, Seats(clients=3, edits=10, pages=2), kill)
    assert (found.wrong, found.lost, found.twice) == ((), 0, 0)
    assert found.entries == 30
    with closing(place.open(1)) as coder:
        assert coder.me.roles == {Role.CODER}
