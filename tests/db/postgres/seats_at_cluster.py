"""A store on the server of the tests, for several people, each behind a wire of their own."""

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from coding.base.server_file import ServerFile, server_text
from coding.page.edits import set_field
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from db.postgres.stores import PostgresStores
from tests.db.server import Cluster
from tools.cut_wire import Wire

PASSWORD = "一句好记的口令话"


@dataclass(frozen=True)
class ClusterStore:
    """``tools.server_store.Place``; without a port it is reached by the socket of the server."""

    cluster: Cluster
    folder: Path
    database: str
    port: int = 0

    def begin(self, people):
        """Make the store with so many people."""
        first, *others = (NewPerson(f"bian{n}", f"编码员{n}", ALL_ROLES, PASSWORD) for n in range(people))
        words = PostgresStores().seal(self._path(), first)
        store = self.open(0)
        store.prove_recovery_key(words)
        for other in others:
            store.add_person(other)
        return store

    def open(self, number):
        """The store, as one of them signs in."""
        return PostgresStores()(self._path(), SignIn(f"bian{number}", PASSWORD))

    def wire(self):
        """A wire to the server."""
        return Wire(f"{self.cluster.folder}/.s.PGSQL.5432")

    def through(self, wire):
        """The same store, reached through a wire."""
        return self if wire is None else replace(self, port=wire.port)

    def restart(self):
        """End the server as a crash does, and start it again."""
        self.cluster.stop("immediate")
        self.cluster.run_server()

    def rows(self, table, order):
        """What stands in a table, but for the write that it came with."""
        with self.cluster.connected(self.database) as connection:
            return connection.execute(
                f"SELECT to_jsonb(one) - 'revision' FROM frontpage.{table} AS one ORDER BY {order}"
            ).fetchall()

    def _path(self):
        path = self.folder / f"{self.database}-{self.port}.fpserver"
        near = self.cluster.server(self.database)
        far = ServerFile("127.0.0.1", self.database, self.port, user=self.cluster.user, sslmode="disable")
        path.write_text(server_text(far if self.port else near), encoding="utf-8")
        return path


def made(place, *readings, people=2):
    """The store with these files in it; the ids of all pages."""
    with closing(place.begin(people)) as store:
        return [page_id for reading in readings for page_id in store.import_reading(reading).added]


@contextmanager
def put_in_its_place(place):
    """What stands in the database inside of this stands there again afterwards, as after a restore."""
    with place.cluster.connected() as chief:  # of a database that somebody is in there is no copy
        chief.execute(f"ALTER DATABASE {place.database} ALLOW_CONNECTIONS false")
        chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (place.database,))
        kept = place.cluster.fresh(place.database)
        chief.execute(f"ALTER DATABASE {place.database} ALLOW_CONNECTIONS true")
    yield
    place.cluster.drop(place.database)
    with place.cluster.connected() as chief:
        chief.execute(f"ALTER DATABASE {kept} RENAME TO {place.database}")


def journeys(store, wire, page_id):
    """How many ways to the server and back are an edit of a page that is open, and that it is taken back; not the first
    ones.
    """
    for _ in range(2):
        change, before = set_field(store.page(page_id), "sex", "2"), wire.journeys
        made = store.append(page_id, change).entry
        edit, before = wire.journeys - before, wire.journeys
        store.append(page_id, made.change.inverse(), undoes=made.id)
    return edit, wire.journeys - before
