"""A region's own code for what no MDC takes (Yunnan: 0000A) is ungroupable everywhere."""

import csv

from coding.commands.door import run
from coding.drg.lost_groups import lost_groups
from coding.drg.scheme import load_scheme
from coding.grouping.case import GroupStatus
from coding.store.kept_worklist import WorklistRow
from tests.drg.small_pack import SMALL, case
from ui.wording.finding_words import group_title
from ui.worklist.worklist_model import group_text

SETTINGS = [*SMALL["scheme"], ("nothing_result", "0000|000|0000A"), ("retry_each_procedure", "1")]
HEADER = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px\n"


def test_a_case_that_no_mdc_takes_is_ungroupable_under_the_code_of_the_region(small_scheme):
    scheme = small_scheme(scheme=SETTINGS, drg=[*SMALL["drg"], ("0000A", "未入组")])
    found = scheme.group(case("Z00.000", "99.9900 36.1100"))
    assert (found.status, found.mdc, found.adrg, found.drg) == (GroupStatus.UNGROUPABLE, "0000", "000", "0000A")
    assert not found.is_placed
    assert scheme.grouping("0000A") is found
    assert scheme.trace(case("Z00.000")).title.startswith("0000A 无法入组")
    assert "不在本方案任何 MDC" in scheme.cause(case("Z00.000"), found, lambda _code: False)
    assert group_title(found) == "0000A 无法入组"
    assert scheme.pack.complaints == []
    assert lost_groups(scheme.pack) == ()


def test_the_worklist_shows_it_as_what_has_no_group():
    row = WorklistRow(1, "000001", "测试", "2026-03-09", "", "Z00.000", state="clean", drg="0000A")
    assert group_text(row) == "0000A 未入组"


def test_group_and_check_write_it_with_its_status(write_pack, tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text(HEADER + "a,1,60,,,,8,1,,Z00.000,\nb,1,60,,,,8,1,,I50.900,\n", encoding="utf-8")
    pack = str(write_pack(scheme=SETTINGS))
    assert run(["group", str(cases), "--scheme", pack, "--out", str(tmp_path / "g.csv")]) == 0
    assert run(["check", str(cases), "--scheme", pack, "--out", str(tmp_path / "out"), "--jobs", "1"]) == 0
    for file in (tmp_path / "g.csv", tmp_path / "out" / "groups.csv"):
        rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
        assert [(r["status"], r["mdc"], r["drg"]) for r in rows] == [
            ("无法入组", "0000", "0000A"),
            ("分组成功", "MDCF", "FR15"),
        ]


def test_a_node_that_gives_the_code_of_the_region_is_ungroupable_too(write_pack):
    nodes = [*SMALL["adrg"], ("MDCF", "3", "FZ9", "FZ9", "", "PDX_IN(MDC)", "", "0000A")]
    assert load_scheme(write_pack(scheme=SETTINGS, adrg=nodes)).group(case("I21.900")).status is GroupStatus.UNGROUPABLE
