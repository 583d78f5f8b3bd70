"""The printed list of what to write back: every ward gets its own, where nothing was changed it says so."""

from datetime import datetime

from coding.reports.write_back_list import write_back_report
from coding.review.write_back import ChangedHere, PlaceChange

AT = datetime(2026, 11, 2, 10, 0)


def changed(case_no, ward, field="discharge_way", old="1", new="2"):
    return ChangedHere(int(case_no), case_no, "2026-10-05", ward, PlaceChange(field, None, old, new), "李编码", AT)


def test_every_ward_gets_a_page_of_its_own_to_tick_off():
    changes = [changed("2", "普外科"), changed("1", "心内科"), changed("3", "", old=""), changed("2", "普外科", "sex")]
    report = write_back_report(changes, "某医院", "2026-10", AT)
    assert [page.title.split("　")[1] for page in report.pages] == ["心内科", "普外科", "未填科室"]
    surgery = report.pages[1].tables[0]
    assert surgery.rows[0] == ("2", "2026-10-05", "离院方式", "1", "2", "李编码", "2026-11-02", "")
    assert surgery.notes == ("共 1 份病案、2 处。",)
    assert report.pages[2].tables[0].rows[0][3] == "（空）"


def test_where_nothing_was_changed_the_report_says_so():
    (page,) = write_back_report([], "某医院", "2026-10", AT).pages
    assert (page.lead, page.tables) == (("本期没有修改过的首页。",), ())
