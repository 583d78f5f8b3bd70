"""The loss list of a real store: what is said is kept and told on the list; not for who sees no money."""

from datetime import datetime

import pytest

from coding.base.errors import UnusableInputError
from coding.indicators.page_facts import PageFacts
from coding.knowledge.knowledge import Knowledge
from coding.reports.pdf_report import pdf_bytes
from coding.review.people import Role
from coding.work.losses import loss_courses, loss_list, loss_stays, say_loss
from tests.db.conftest import make_page, make_reading
from tests.db.sealed import Department

NOW = datetime(2026, 11, 28)


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge()


@pytest.fixture
def department(tmp_path):
    made = Department(tmp_path / "病案.sqlite")
    pages = [
        make_page(f"000{n}", discharge_datetime=f"2026-10-0{n} 10:00:00", discharge_ward=ward, patient_name="不应出现")
        for n, ward in ((1, "普外科"), (2, "普外科"), (3, "骨科"))
    ]
    ids = list(made.first.import_reading(make_reading(*pages)).added)
    costs = ((1_200_000, 1_000_000), (900_000, 1_000_000), (2_000_000, 1_500_050))
    made.first.keep_facts(
        [
            (
                page_id,
                PageFacts(
                    page.case_no, f"2026-10-0{at}T10:00:00", ward=page.text("discharge_ward"), team="一组",
                    status="分组成功", drg="HC29", cost=cost, payment=payment,
                ),
            )
            for at, (page_id, page, (cost, payment)) in enumerate(zip(ids, pages, costs, strict=True), 1)
        ],
        "s",
    )  # fmt: skip
    yield made
    made.close()


def texts(report):
    rows = (row for page in report.pages for table in page.tables for row in table.rows)
    return [str(cell) for row in rows for cell in row if cell is not None]


def test_the_stays_that_lose_are_listed_by_ward(department):
    assert [(stay.case_no, stay.loss) for stay in loss_stays(department.first, "2026-10")] == [
        ("0001", 200_000), ("0003", 499_950),
    ]  # fmt: skip
    assert [stay.case_no for stay in loss_stays(department.first, "2026-10", "骨科")] == ["0003"]
    assert loss_stays(department.first, "2026-09") == ()


def test_what_a_station_says_is_kept_and_told_on_the_list(department, knowledge):
    stay = loss_stays(department.first, "2026-10")[0]
    say_loss(department.first, stay, "team", "long_stay", "术前等待 5 天", by="李医师")
    assert loss_courses(department.first)[stay.page_id].at == "group"
    report = loss_list(department.first, knowledge, "2026-10", made_at=NOW, hospital="某医院")
    told = texts(report)
    assert "住院日长；术前等待 5 天（李医师）" in told
    assert told.count("待填写") == 2
    assert [page.title for page in report.pages] == ["汇总", "普外科亏损清单", "骨科亏损清单"]
    assert report.signatures == ("医疗组", "病组专管员", "医保办", "科主任")
    assert "6,999.50 元" in report.pages[0].lead[0]


def test_the_list_names_no_patient_and_can_be_printed(department, knowledge):
    report = loss_list(department.first, knowledge, "2026-10", made_at=NOW)
    assert "不应出现" not in "".join(texts(report))
    assert pdf_bytes(report, ()).startswith(b"%PDF")


def test_a_word_out_of_turn_is_not_kept(department):
    stay = loss_stays(department.first, "2026-10")[0]
    with pytest.raises(UnusableInputError, match="还没有传到科主任"):
        say_loss(department.first, stay, "director", "", "知道了")
    assert loss_courses(department.first) == {}


def test_who_sees_no_money_sees_no_list(department, knowledge):
    blind = department.one_of(Role.CODER, is_money_blind=True)
    for asked in (
        lambda: loss_stays(blind, "2026-10"),
        lambda: loss_list(blind, knowledge, "2026-10", made_at=NOW),
    ):
        with pytest.raises(UnusableInputError, match="权限看不到"):
            asked()
