"""From a base and a published list to a pack, saved and gone on with: what a person said is kept, the rest is open."""

import zipfile

import pytest

from coding.base.errors import KnowledgeError, UnusableInputError
from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library
from coding.drg.reach import check_scheme
from coding.drg.region_answers import ADRG, GROUP, NO, OWN, REPAIR, YES, Answer
from coding.drg.scheme import Scheme, load_scheme
from coding.payment.group_list import pasted_group_list
from coding.work.region_draft import begin_draft, drafted, end_draft, keep_typed, unread_in
from coding.work.region_files import is_region_pack, reopened, save_pack
from coding.work.region_lists import ListText, owner_and_role, read_lists
from coding.work.region_questions import adrg_questions, group_questions, repair_questions
from coding.work.region_reports import condition_rows, difference_rows, question_rows, repair_rows, summary
from coding.work.region_scheme import (
    accept_derived,
    certain_repairs,
    list_effects,
    new_work,
    planned,
    with_list,
    with_lists,
)
from tests.drg.region_base import base
from tests.drg.small_pack import SMALL, case

TABLES = CodeTables(embedded_library(CodeKind.DIAGNOSIS), embedded_library(CodeKind.PROCEDURE))
LIST = """DRG编码,DRG名称,权重
FB19,心脏手术,3.1
FR10,心力衰竭，年龄＜17岁,0.5
FR11,心力衰竭，伴严重并发症或合并症,1.2
FR13,心力衰竭，伴一般并发症或合并症,0.9
FR15,心力衰竭，不伴并发症或合并症,0.7
"""
OPEN = LIST + "FR18,心力衰竭，置管,2.0\nFX19,新的疾病,1.0\n"
TITLE = "=某市2026"


def work_of(text=LIST):
    scheme, published = Scheme(base(), "0123456789abcdef"), pasted_group_list(text)
    return new_work(scheme, published, name=TITLE, source="某市", date="2026-01-01")


def plan_of(text=LIST, *answers, lists=()):
    return planned(with_lists(work_of(text).answered(*answers), tuple(lists)), TABLES)


def accepted(plan):
    return planned(accept_derived(plan), TABLES)


def test_nothing_is_made_of_a_new_division_that_nobody_has_agreed_to(tmp_path):
    plan = plan_of()
    assert plan.open_groups == 3
    save_pack(plan, tmp_path / "p.zip")
    scheme = load_scheme(tmp_path / "p.zip")
    assert scheme.group(case("I50.900", age=9)).drg == "F000"
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"


def test_what_the_names_say_without_a_doubt_is_agreed_to_in_one_go_and_written_down(tmp_path):
    plan = accepted(plan_of())
    assert plan.open_groups == 0
    assert {a.note for a in plan.work.answers.given.values()} == {"按名称一并同意"}
    save_pack(plan, tmp_path / "p")
    scheme = load_scheme(tmp_path / "p")
    assert check_scheme(scheme) == ()
    assert scheme.group(case("I50.900", age=9)).drg == "FR10"


def test_an_adrg_with_an_open_group_is_not_agreed_to_in_one_go():
    plan = accepted(plan_of(OPEN))
    assert {g.code for _, g in plan.asked if not g.is_made} == {"FR10", "FR13", "FR15", "FR18", "FX19"}


@pytest.mark.parametrize("place", ["p", "p.zip"])
def test_saved_and_opened_again_the_work_goes_on_where_it_stood(tmp_path, place):
    answers = [
        Answer(GROUP, "FR10", YES, "AGE<17"),
        Answer(GROUP, "FR13", NO),
        Answer(GROUP, "FR18", OWN, "ANYPX_IN(P1)", "置管", "电话核实"),
    ]
    lists = [ListText("FR18", "P1", "36.1100\n共 1 个"), ListText("FR1", "", "I21.900 急性心肌梗死\nI5O.900")]
    plan = plan_of(OPEN, *answers, lists=lists)
    save_pack(plan, tmp_path / place)
    assert is_region_pack(tmp_path / place)
    work, told = reopened(tmp_path / place)
    assert told == ()
    assert work.about == plan.work.about
    assert work.answers == plan.work.answers
    assert work.lists == plan.work.lists
    assert work.published.names == plan.work.published.names
    again = planned(work, TABLES)
    for rows in (condition_rows, difference_rows, question_rows, repair_rows):
        assert rows(again) == rows(plan)
    assert again.tables() == plan.tables()


def test_an_answer_stays_with_next_years_list_as_long_as_the_condition_is_the_same():
    work = accepted(plan_of()).work
    later = planned(with_list(work, pasted_group_list(LIST.replace("＜17岁", "＜14岁"))), TABLES)
    states = {g.code: g.is_made for f in later.families for g in f.groups}
    assert states == {"FB19": True, "FR10": False, "FR11": True, "FR13": True, "FR15": True}
    assert any("AGE<17" in row[3] for row in question_rows(later))


def test_the_same_work_is_the_same_bytes(tmp_path):
    for name in ("a.zip", "b.zip"):
        save_pack(plan_of(OPEN), tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_pack_holds_source_date_base_answers_and_open_questions(tmp_path):
    save_pack(plan_of(OPEN), tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        names = set(archive.namelist())
        origin = archive.read("origin.csv").decode("utf-8-sig")
    assert {"answers.csv", "open_questions.csv", "differences.csv", "conditions.csv", "repairs.csv"} <= names
    for words in ("某市", "2026-01-01", "小方案", "0123456789abcdef"):
        assert words in origin


def test_another_scheme_is_not_written_over(tmp_path):
    (tmp_path / "scheme.csv").write_text("key,value\n", encoding="utf-8")
    with pytest.raises(UnusableInputError, match="另一个分组方案"):
        save_pack(plan_of(), tmp_path)


def test_what_is_no_pack_of_ours_cannot_be_gone_on_with(tmp_path):
    (tmp_path / "scheme.csv").write_text("key,value\n", encoding="utf-8")
    assert not is_region_pack(tmp_path)
    with pytest.raises(KnowledgeError, match="不能接着做"):
        reopened(tmp_path)


def test_an_adrg_beyond_the_national_ones_is_told_and_can_be_built_with_its_list():
    plan = plan_of(OPEN)
    assert any("与国家ADRG不一致" in row[5] for row in difference_rows(plan))
    asked = next(q for q in adrg_questions(plan) if q.key == "FX1")
    assert "粘贴" in asked.cells[3]
    yes = [Answer(ADRG, "FX1", YES), Answer(GROUP, "FX19", YES)]
    built = plan_of(OPEN, *yes, lists=[ListText("FX1", "", "I21.900")])
    assert [(node.adrg, node.rule) for node in built.new_nodes] == [("FX1", "PDX_IN(D1)")]
    assert not any(row[0] == ADRG for row in question_rows(built)[1:])


def test_an_adrg_that_the_list_lacks_is_taken_out_only_by_an_answer():
    text = LIST.replace("FB19,心脏手术,3.1\n", "")
    assert any(row[0] == ADRG and row[1] == "FB1" for row in question_rows(plan_of(text)))
    assert plan_of(text, Answer(ADRG, "FB1", YES)).dropped == {"FB1"}


def test_a_repaired_code_is_used_only_when_somebody_has_agreed():
    lists = [ListText("FR1", "D1", "I21.900 I5O.900")]
    plan = plan_of(LIST, lists=lists)
    key = repair_questions(plan)[0].key
    assert plan.lists[0].codes == ("I21.900",)
    assert any(row[0] == REPAIR for row in question_rows(plan))
    assert plan_of(LIST, Answer(REPAIR, key, YES), lists=lists).lists[0].codes == ("I21.900", "I50.900")
    assert plan_of(LIST, Answer(REPAIR, key, NO), lists=lists).lists[0].codes == ("I21.900",)
    assert plan_of(LIST, Answer(REPAIR, key, OWN, "I50.000"), lists=lists).lists[0].codes == ("I21.900", "I50.000")
    assert planned(certain_repairs(plan), TABLES).lists[0].waiting == ()


def test_what_a_list_changes_and_what_is_wrong_with_it_is_told():
    lists = [
        ListText("FR1", "D1", "I21.900\n共 3 个\nZ99.999"),
        ListText("FB1", "D1", "I21.900"),
        ListText("FY1", "D1", "I21.900"),
    ]
    first, unused, stranger = list_effects(plan_of(LIST, lists=lists))
    assert (first.added, first.gone, first.trouble) == (("I21.900",), ("I50.900",), "")
    assert "不用 D1" in unused.trouble
    assert "没有 FY1" in stranger.trouble
    told = " ".join(row[3] for row in question_rows(plan_of(LIST, lists=lists)))
    assert "写明共 3 个，读到 1 个" in told
    assert "Z99.999" in told


def test_a_list_that_is_a_part_of_one_is_told():
    assert any("可能不完整" in note for note in plan_of("FR19 心力衰竭").notes)


def test_the_questions_on_the_screen_are_those_that_are_open():
    plan = plan_of(OPEN)
    assert [q.key for q in group_questions(plan, "unanswered")] == ["FR10", "FR13", "FR15", "FR18", "FX19"]
    assert [q.key for q in group_questions(plan, "unknown")] == ["FR18"]
    assert len(group_questions(plan, "every")) == 7
    assert [q.key for q in group_questions(plan, "every", "置管")] == ["FR18"]
    assert "待定" in summary(plan)


def test_a_draft_survives_and_with_it_what_is_not_read_in_yet(tmp_path):
    place = tmp_path / "draft"
    plan = plan_of(OPEN)
    begin_draft(plan, place)
    later = plan.work.answered(Answer(GROUP, "FR18", OWN, "ANYPX_IN(P1)"))
    keep_typed(later, place, ListText("FR1", "D1", "I21.900\t名称\n\nI50.9"))
    assert drafted(place).answers == later.answers
    assert unread_in(place) == ListText("FR1", "D1", "I21.900\t名称\n\nI50.9")
    end_draft(place)
    assert drafted(place) is None
    assert unread_in(place).text == ""


def test_lists_come_from_files_by_their_names_or_a_column(tmp_path):
    (tmp_path / "FR1.txt").write_text("I21.900", encoding="utf-8")
    (tmp_path / "FB1_P1.txt").write_text("36.1100", encoding="gb18030")
    table = "ADRG编码,ADRG名称,手术编码\nFC1,甲,36.1\nFC1,甲,36.2\nFC2,乙,36.3\n"
    (tmp_path / "总表.csv").write_text(table, encoding="utf-8")
    (tmp_path / "说明.txt").write_text("I21.900", encoding="utf-8")
    lists, told = read_lists(tmp_path)
    assert {(one.owner, one.role, one.text) for one in lists} == {
        ("FR1", "", "I21.900"),
        ("FB1", "P1", "36.1100"),
        ("FC1", "", "36.1\n36.2"),
        ("FC2", "", "36.3"),
    }
    assert len(told) == 1
    assert "说明.txt" in told[0]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("FR1", ("FR1", "")),
        ("fr1-P2", ("FR1", "P2")),
        ("AH1_1", ("AH1_1", "")),
        ("AH1_1_P1", ("AH1_1", "P1")),
        ("BR27 手术", ("BR27", "P1")),
        ("FR1 主要诊断", ("FR1", "D1")),
        ("心绞痛", ("", "")),
    ],
)
def test_whose_list_a_name_says(words, found):
    assert owner_and_role(words) == found


def test_a_base_with_sets_of_the_whole_scheme_goes_through_saving_and_opening_whole(tmp_path):
    rules = [SMALL["adrg"][0], SMALL["adrg"][1], ("MDCF", "2", "FR1", "FR1", "心力衰竭", "PDX_IN(@DX_FR1)", "", "")]
    codes = [*SMALL["adrg_codes"][:2], ("@", "@DX_FR1", "I50.900")]
    old = Scheme(base(adrg=rules, adrg_codes=codes), "stamp")
    plan = accepted(planned(new_work(old, pasted_group_list(LIST)), TABLES))
    for place in (tmp_path / "a.zip", tmp_path / "b.zip"):
        save_pack(plan, place)
        scheme = load_scheme(place)
        assert check_scheme(scheme) == ()
        assert scheme.group(case("I50.900 J96.000")).drg == "FR11"
        plan = planned(reopened(place)[0], TABLES)


def test_what_the_program_notes_of_a_workbook_is_no_setting_of_the_pack(tmp_path):
    pack = base()
    pack.settings.update(file="某表.xlsx", file_stamp="0")
    save_pack(planned(new_work(Scheme(pack, "stamp"), pasted_group_list(LIST)), TABLES), tmp_path / "p.zip")
    assert set(load_scheme(tmp_path / "p.zip").pack.settings) == {"name", "region", "checks"}
