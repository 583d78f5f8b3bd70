"""One suite over every store there is: whoever implements ``coding.store`` puts it on this list and is held to it."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest

from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from db.postgres.stores import PostgresStores
from db.postgres.upgrading import upgrade_store
from db.shared.seat import ALONE, alone
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tests.db.postgres.older_program import older_program
from tests.db.server import Cluster

#: User → name of whoever may be at a store, all in all roles; the first one is there where nobody is named.
PEOPLE = {"bian": ALONE, "zhi": "质控员", "yi": "医保办"}
PASSWORD = "一句好记的口令话"


def clear(folder, clock, name):
    """A file that is not sealed; whoever opens it says who they are."""
    return SqliteStore(folder / "首页.sqlite", clock, alone(name, [*PEOPLE.values()].index(name) + 1))


def sealed(folder, clock, name):
    """A sealed file, with a password for everybody and both ways in tried."""
    path, stores = folder / "首页.sqlite", Stores(clock)
    if not stores.door(path).is_sealed:
        _people(stores, path)
    user = next(user for user, called in PEOPLE.items() if called == name)
    return stores(path, SignIn(user, PASSWORD))


def _people(stores, path):
    """Make a store with everybody in it, both ways in tried."""
    first, *others = (NewPerson(user, called, ALL_ROLES, PASSWORD) for user, called in PEOPLE.items())
    words = stores.seal(path, first)
    with closing(stores(path, SignIn(first.user, PASSWORD))) as store:
        store.prove_recovery_key(words)
        for other in others:
            store.add_person(other)


class Served:
    """Stores in databases of one server. The first one made is the template of the others: it is quick to copy. It was
    founded by the program of before the last step of the schema and brought up by this one: whoever comes to a store
    that was upgraded finds what is held here, and ``test_upgrade_at_server`` that one founded today is the same.
    """

    def __init__(self):
        self._cluster = None
        self._template = None
        self._given = {}

    def __call__(self, folder, clock, name):
        """A database of the folder's own, with everybody in it, both ways in tried."""
        stores = PostgresStores(clock)
        place = folder / "科室.fpserver"
        if not place.exists():
            name_of = self._given[folder] = self.cluster.fresh(self._filled())
            self.cluster.write(name_of, place)
        user = next(user for user, called in PEOPLE.items() if called == name)
        return stores(place, SignIn(user, PASSWORD))

    @property
    def cluster(self):
        """The server, started when it is wanted first. Skips the test where there is none."""
        if self._cluster is None:
            self._cluster = Cluster()
            self._cluster.start()
        return self._cluster

    def let_go(self, folder):
        """The database of a folder is not wanted any more."""
        if folder in self._given:
            self.cluster.drop(self._given.pop(folder))

    def end(self):
        """Stop the server."""
        if self._cluster is not None:
            self._cluster.remove()

    def _filled(self):
        if self._template is None:
            database = self.cluster.fresh()
            place = self.cluster.write(database, self.cluster.folder / "template.fpserver")
            with older_program():
                _people(PostgresStores(Clock()), place)
            upgrade_store(place, SignIn(next(iter(PEOPLE)), PASSWORD))
            self._template = database
        return self._template


_SERVED = Served()


@pytest.fixture(scope="session", autouse=True)
def _server_of_the_session():
    """The server is stopped in the end."""
    yield
    _SERVED.end()


#: (folder, clock, name) → an open store; opening the same folder again gives the same content.
STORES = {"sqlite": clear, "sealed": sealed, "postgres": _SERVED}


class Clock:
    """A clock that goes on by a second each time it is looked at, by the store alone."""

    def __init__(self):
        self.now = datetime(2026, 3, 1, 8, 0)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now

    def during(self, do):
        """Do something; the moments of it: those that were told while it went on."""
        before, done = self.now, do()
        return done, Moments(before, self.now)


class Moments:
    """``moment in moments``: after the first, up to the last."""

    def __init__(self, after, last):
        self.after, self.last = after, last

    def __contains__(self, moment):
        return self.after < moment <= self.last


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=sorted(STORES))
def opened(request, tmp_path, clock, cheap_passwords, monkeypatch):
    """Opens the store of this run, as often as it is called, as whoever is named; all are closed in the end."""
    if request.param == "postgres":  # what a seat keeps at its machine is of this test alone
        monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    made = []

    def open_store(name=ALONE):
        made.append(STORES[request.param](tmp_path, clock, name))
        return made[-1]

    yield open_store
    for each in made:
        each.close()
    _SERVED.let_go(tmp_path)


@pytest.fixture
def store(opened):
    return opened()
