"""A data file that was carried to a server which holds everybody to their rights."""

import psycopg
import pytest

from coding.base.server_file import ServerFile, server_text
from coding.review.people import Role
from coding.store.kept_people import SignIn
from coding.store.store_errors import StoreError
from db.postgres.stores import PostgresStores
from db.transferring import Carrier
from tests.db.conftest import judged, make_page, make_reading
from tests.db.sealed import FIRST, PASSWORD, Department, Ticking

OTHER = "另一句好记的口令话"


@pytest.fixture
def carried(guarded, tmp_path, cheap_passwords, monkeypatch):
    """The connection file of seats, after the department went to the server; its database."""
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    department = Department(tmp_path / "病案.sqlite")
    department.first.import_reading(make_reading(make_page("0001"), make_page("0002")))
    judged(department.first, *department.first.worklist())
    department.add("li", "李编", Role.CODER)
    department.close()
    database = guarded.fresh()
    admin = guarded.write(database, tmp_path / "管理.fpserver")
    sign_in = SignIn(FIRST, PASSWORD)
    Carrier(Ticking(), rights=True).transfer(department.path, admin, sign_in, lambda _words, _done, _total: None)
    seat = tmp_path / "科室.fpserver"
    seat.write_text(server_text(ServerFile(str(guarded.folder), database)), encoding="utf-8")
    yield seat, database
    guarded.drop(database)


def test_who_carried_it_comes_in_and_gives_the_others_their_passwords(carried, guarded):
    seat, database = carried
    stores = PostgresStores()
    first = stores(seat, SignIn(FIRST, PASSWORD))
    with pytest.raises(StoreError):
        stores(seat, SignIn("li", PASSWORD))
    coder = next(person for person in first.people() if person.user == "li")
    first.reset_password(coder.id, OTHER, "搬到服务器")
    other = stores(seat, SignIn("li", OTHER))
    assert len(other.worklist()) == 2
    found = first.verify()
    assert found.complaints == ()
    with (
        psycopg.connect(host=str(guarded.folder), dbname=database, user=f"{database}.li", password=OTHER) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("UPDATE frontpage_full.pages SET case_no = 'x'")
    for store in (first, other):
        store.close()
