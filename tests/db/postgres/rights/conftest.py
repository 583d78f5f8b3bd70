"""A server that asks for passwords (SCRAM), and a department on it with a login for everybody."""

import pytest

from coding.base.server_file import ServerFile, server_text
from coding.review.people import ALL_ROLES, Role
from coding.store.kept_people import NewPerson, SignIn
from db.postgres.caring import renew_rights
from db.postgres.stores import PostgresStores
from tests.db.conftest import judged, make_page, make_reading
from tests.db.sealed import PASSWORD

WHO = {"id_no": "330102199001011234"}


class Ward:
    """A department by rights: ``come("li")`` is the store as somebody who is in."""

    def __init__(self, cluster, folder):
        self.cluster, self.database, self.folder = cluster, cluster.fresh(), folder
        self.stores = PostgresStores(rights=True, sealed_identities=True)
        self._open = []
        admin = cluster.write(self.database, folder / "管理.fpserver")
        self.seat = folder / "科室.fpserver"
        self.seat.write_text(server_text(ServerFile(str(cluster.folder), self.database)), encoding="utf-8")
        words = self.stores.seal(admin, NewPerson("zhang", "张主任", ALL_ROLES, PASSWORD))
        self.first = self.come("zhang")
        self.first.prove_recovery_key(words)

    def come(self, user, password=PASSWORD):
        """The store as somebody."""
        store = self.stores(self.seat, SignIn(user, password))
        self._open.append(store)
        return store

    def add(self, user, role, **more):
        """Let somebody of a role in; the store as her."""
        self.first.add_person(NewPerson(user, f"{Role(role).label}{user}", frozenset({role}), PASSWORD, **more))
        return self.come(user)

    @property
    def line(self):
        """The connection of the first person, that writes."""
        return self.first._line("writer")

    def renew_rights(self):
        """Put the rights on the store anew, as its administrator does."""
        renew_rights(self.folder / "管理.fpserver", "")

    @property
    def page_one(self):
        """The first page, as the first person sees it, without asking the store of anybody else."""
        return make_page("0001", **WHO, discharge_dept="04")

    def login(self, user, password=PASSWORD):
        """A connection as somebody, as any client makes it."""
        import psycopg

        return psycopg.connect(
            host=str(self.cluster.folder), dbname=self.database, user=f"{self.database}.{user}", password=password
        )

    def close(self):
        """Close everything, and take the database and its logins away."""
        for store in self._open:
            store.close()
        self.cluster.drop(self.database)


@pytest.fixture
def ward(guarded, tmp_path, cheap_passwords, monkeypatch):
    """A department in two stages with two pages, judged; ``one`` is of 外科, ``two`` of another."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "here"))
    made = Ward(guarded, tmp_path)
    made.first.set_settings({"release.stages": "two"})
    made.first.import_reading(make_reading(make_page("0001", **WHO, discharge_dept="04"), make_page("0002", **WHO)))
    made.one, made.two = sorted(made.first.worklist())
    judged(made.first, made.one, made.two)
    yield made
    made.close()
