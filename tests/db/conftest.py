"""A real store on disk, and pages to put into it."""

import pytest

from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.store.store import Verdict
from db.shared.seat import alone
from db.sqlite.sqlite_store import SqliteStore


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


@pytest.fixture
def store(path):
    opened = SqliteStore(path)
    yield opened
    opened.close()


@pytest.fixture
def store_as(path):
    """``store_as("质控员")`` → the store of ``path``, open as that person; closed in the end."""
    made = {}

    def open_as(name):
        if name not in made:
            made[name] = SqliteStore(path, seat=alone(name, len(made) + 2))
        return made[name]

    yield open_as
    for each in made.values():
        each.close()
