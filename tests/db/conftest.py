"""A real store on disk, and pages to put into it."""

from datetime import datetime

import pytest

from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.review.people import ALL_ROLES
from coding.store.kept_people import NewPerson, SignIn
from coding.store.store import Verdict
from db.postgres.stores import PostgresStores
from db.shared.seat import ALONE, alone
from db.sqlite.sqlite_store import SqliteStore
from tests.store.conftest import PASSWORD, PEOPLE, Served


def make_page(case_no="0001", **values):
    """A small page; ``values`` are single fields by key."""
    base = {
        "org_code": "00000000",
        "case_no": case_no,
        "admission_times": "1",
        "patient_name": "样例甲",
        "sex": "1",
        "admission_datetime": "2024-03-01 08:00:00",
        "discharge_datetime": "2024-03-10 10:00:00",
        "discharge_dept": "03",
    }
    return FrontPage(
        {key: text for key, text in {**base, **values}.items() if text},
        (Diagnosis("K80.000", "胆囊结石伴急性胆囊炎", "1"), Diagnosis("I10.x00", "高血压", "1")),
        (Procedure("51.2300", "腹腔镜下胆囊切除术", "2024-03-03", "3"),),
        (IntensiveCare("4", "2024-03-03 12:00:00", "2024-03-04 12:00:00", "1/0/0"),),
        extra={"院内编号": case_no},
        origin=Origin("三月.csv", 1, "", "n041", "gb18030"),
    )


def make_reading(*pages, file="三月.csv"):
    """The pages as one file."""
    return Reading(file, "n041", "gb18030", ("ZZJGDM", "BAH"), tuple(pages))


def judged(store, *ids):
    """Keep a verdict with which the gate is open: what was not judged is not passed."""
    verdict = Verdict("clean", 0, 0, 0, 0, "分组成功", "HC23", 1.2, None, 99.0, "s1")
    store.keep_verdicts([(page_id, verdict) for page_id in ids])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "数据" / "首页.sqlite"


#: Files of tests that ask nothing of a file: a store on a server is held to them as well.
_OF_EVERY_ENGINE = {"test_store_imports", "test_store_terms"}


def pytest_generate_tests(metafunc):
    """Each test of these files runs once an engine."""
    if "engine" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in _OF_EVERY_ENGINE:
        metafunc.parametrize("engine", ["sqlite", "postgres"])


@pytest.fixture
def engine():
    """What keeps the store of the test."""
    return "sqlite"


@pytest.fixture(scope="session")
def served():
    """Stores on a server, which is started when the first one is wanted."""
    made = Served()
    yield made
    made.end()


@pytest.fixture
def store(engine, request, path):
    opened = SqliteStore(path) if engine == "sqlite" else request.getfixturevalue("store_there")
    yield opened
    opened.close()


@pytest.fixture
def store_there(served, tmp_path, monkeypatch, cheap_passwords):
    """A store on a server; what a seat keeps at its machine is of this test alone."""
    monkeypatch.setenv("FRONTPAGE_HOME", str(tmp_path / "home"))
    yield served(tmp_path, datetime.now, ALONE)
    served.let_go(tmp_path)


@pytest.fixture
def store_as(engine, request, path, tmp_path):
    """``store_as("质控员")`` → the store of the test, open as that person; closed in the end."""
    made = {}

    def open_there(name):
        user = next((user for user, called in PEOPLE.items() if called == name), f"u{len(made)}")
        if user not in PEOPLE:
            request.getfixturevalue("store_there").add_person(NewPerson(user, name, ALL_ROLES, PASSWORD))
        return PostgresStores(datetime.now)(tmp_path / "科室.fpserver", SignIn(user, PASSWORD))

    def open_as(name):
        if name not in made:
            made[name] = SqliteStore(path, seat=alone(name, len(made) + 2)) if engine == "sqlite" else open_there(name)
        return made[name]

    yield open_as
    for each in made.values():
        each.close()
