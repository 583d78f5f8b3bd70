"""One way of the house is one question at import: asked once, kept with the layout, never answered by the program."""

from dataclasses import replace
from datetime import datetime

import pytest

from coding.exchange.read import read_file
from coding.rules.local import local_rules
from coding.work.importing import import_file
from coding.work.local_habits import LocalHabitError, keep_local_values, kept_local_values, local_habits

NOW = datetime(2026, 3, 1)
HEAD = "BAH,XM,XB,RYKB,CYKB,JBDM,ZYZD,CYKBMC\n"


def export(tmp_path, depts, sexes=(), name="三月.csv"):
    """A file of pages, one for each of the local department numbers, their names beside them."""
    lines = []
    for n, (dept, ward) in enumerate(depts):
        sex = sexes[n] if n < len(sexes) else "1"
        lines.append(f"{1000 + n},样例{n},{sex},{dept},{dept},J18.900,肺炎,{ward}\n")
    path = tmp_path / name
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


HOUSE = [("K12", "呼吸内科二病区"), ("K07", "普外科"), ("K99", "体检中心")]


@pytest.fixture
def march(tmp_path):
    return export(tmp_path, [HOUSE[n % 3] for n in range(30)])


def take(path, store, **more):
    return import_file(path, store, NOW, [], **more)


def test_own_department_numbers_are_one_question_with_all_its_texts(march, embedded):
    [habit] = local_habits(read_file(march), embedded)
    assert habit.fields == ("admission_dept", "discharge_dept")
    assert (habit.pages, habit.of) == (30, 30)
    assert [(t.text, t.pages) for t in habit.texts] == [("K07", 10), ("K12", 10), ("K99", 10)]
    assert habit.rules
    assert "30 份中有 30 份" in habit.in_words()


def test_the_name_beside_a_number_suggests_its_code(march, embedded):
    [habit] = local_habits(read_file(march), embedded)
    by_text = {t.text: t for t in habit.texts}
    assert by_text["K12"].name == "呼吸内科二病区"
    assert habit.codes[by_text["K12"].code].startswith("呼吸内科")
    assert by_text["K12"].alike == 100
    assert by_text["K99"].code == "" or by_text["K99"].alike < 100


def test_a_few_wrong_values_are_findings_and_no_question(tmp_path, embedded):
    mixed = [("0301", "呼吸内科")] * 16 + [("K12", "呼吸内科")] * 14
    assert local_habits(read_file(export(tmp_path, mixed)), embedded) == ()
    few = export(tmp_path, [("K12", "呼吸内科")] * 4, name="四份.csv")
    assert local_habits(read_file(few), embedded) == ()


def test_what_no_rule_finds_is_no_question(march, embedded):
    off = local_rules(
        (c.rule.id, {"on": "0"})
        for c in embedded.rules.rules
        if c.rule.kind == "domain" and c.rule.field in ("admission_dept", "discharge_dept")
    )
    assert local_habits(read_file(march), embedded.with_rules(off)) == ()


def test_an_import_stops_to_ask_and_keeps_nothing_before(march, store):
    with pytest.raises(LocalHabitError) as asked:
        take(march, store)
    assert list(store.worklist()) == []
    [habit] = asked.value.habits
    keep_local_values(store, [habit.answered({"K12": "0301", "K07": "0401"})])
    [imported] = take(march, store)
    depts = [page.text("discharge_dept") for _, page in store.pages(imported.result.added)]
    assert {d: depts.count(d) for d in set(depts)} == {"0301": 10, "0401": 10, "K99": 10}
    assert any("原样保留" in note and "K99" in note for note in imported.reading.notes)


def test_later_files_of_that_layout_are_read_by_it_without_a_question(march, store, tmp_path):
    with pytest.raises(LocalHabitError) as asked:
        take(march, store)
    keep_local_values(store, [h.answered({"K12": "0301"}) for h in asked.value.habits])
    april = export(tmp_path, [HOUSE[n % 3] for n in range(12)], name="四月.csv")
    [imported] = take(april, store)
    assert len(imported.result.added) == 12


def test_leave_all_as_it_is_is_an_answer_too(march, store):
    with pytest.raises(LocalHabitError) as asked:
        take(march, store)
    keep_local_values(store, [h.answered({}) for h in asked.value.habits])
    [imported] = take(march, store)
    assert {p.text("discharge_dept") for _, p in store.pages(imported.result.added)} == {"K12", "K07", "K99"}
    assert sum("本院自己的写法" in note for note in imported.reading.notes) == 2, "once for each field"


def test_what_is_new_in_an_answered_column_is_asked_and_added_to_the_answers(march, store, tmp_path):
    with pytest.raises(LocalHabitError) as asked:
        take(march, store)
    keep_local_values(store, [h.answered({"K12": "0301"}) for h in asked.value.habits])
    new = export(tmp_path, [HOUSE[0]] * 20 + [("K55", "心内科")] * 5, name="五月.csv")
    with pytest.raises(LocalHabitError) as again:
        take(new, store)
    [habit] = again.value.habits
    assert [t.text for t in habit.texts] == ["K55"]
    keep_local_values(store, [habit.answered({"K55": "0302"})])
    [kept] = kept_local_values(store)
    assert dict(kept.codes) == {"K12": "0301", "K55": "0302"}
    assert kept.left == {"K07", "K99"}
    assert take(new, store)


def test_an_answer_that_is_no_code_is_no_answer(march, embedded):
    [habit] = local_habits(read_file(march), embedded)
    assert dict(habit.answered({"K12": "9999x", "K07": "0401"}).codes) == {"K07": "0401"}


def test_answers_that_cannot_be_read_cost_nobody_the_others(march, store, embedded):
    [habit] = local_habits(read_file(march), embedded)
    answer = habit.answered({"K12": "0301"})
    keep_local_values(store, [answer])
    text = store.setting("import.local_values")
    store.set_setting("import.local_values", text.replace('"list":[', '"list":[{"layout":"x"},7,'))
    assert kept_local_values(store) == [answer]
    store.set_setting("import.local_values", "{")
    assert kept_local_values(store) == []
    keep_local_values(store, [replace(answer, layout="hqms2020"), answer])
    assert len(kept_local_values(store)) == 2


def test_a_column_in_which_everything_is_different_is_no_list_of_codes(tmp_path, store, embedded):
    path = export(tmp_path, [(f"W{n}", "某科") for n in range(260)])
    assert all(habit.is_open for habit in local_habits(read_file(path), embedded))
    assert len(take(path, store)[0].result.added) == 260
