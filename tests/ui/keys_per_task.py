"""How many keys a task costs in the real window; words that are typed are not counted.

Each number is held by the test it names, which presses every key and asserts that number; ``docs/desk.md`` tells them,
and ``test_desk_page.py`` compares.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """``keys`` as counted, ``most`` as promised (None: nothing was), ``held_by``: file and test that press them."""

    task: str
    keys: int
    most: int | None
    pressed: str
    held_by: str


COUNTED = {
    "empty_field": Counted(
        "填一个空的代码栏",
        3,
        4,
        "Tab · 代码 · Enter",
        "test_desk_page.py::test_an_empty_coded_field_of_the_form_costs_three_keys",
    ),
    "empty_cell": Counted(
        "填表格里一个空的代码格",
        3,
        4,
        "→ · 代码 · Enter",
        "test_keys_of_entry.py::test_an_empty_coded_field_costs_no_more_than_four_keys",
    ),
    "offered_fix": Counted(
        "采纳问题给出的改法",
        3,
        3,
        "Alt+3 · 数字 · Alt+Enter",
        "test_keys_of_findings.py::test_a_fix_that_is_offered_costs_three_keys_whichever_it_is",
    ),
    "diagnosis": Counted(
        "按文字加一条诊断（另加文字）",
        4,
        4,
        "↓ · 文字 · Enter · 入院病情 · Enter",
        "test_keys_of_entry.py::test_a_diagnosis_by_words_costs_four_keys",
    ),
    "procedure": Counted(
        "加一条手术，带日期、级别、术者（另加文字）",
        6,
        8,
        "↓ · 文字 · Enter · 日期 · Enter · 级别 · Enter · 术者 · Enter",
        "test_keys_of_entry.py::test_a_procedure_with_date_level_and_surgeon_costs_no_more_than_eight_keys",
    ),
    "filter": Counted(
        "按状态筛选病案",
        2,
        2,
        "F3 · 数字",
        "test_keys_of_list.py::test_a_filter_by_a_mark_is_two_keys_from_anywhere",
    ),
    "other_code": Counted(
        "给一行换一个编码",
        3,
        3,
        "F2 · ↓ · Enter",
        "test_keys_of_entry.py::test_another_code_for_a_row_costs_three_keys",
    ),
    "principals": Counted(
        "看各诊断作主要诊断时的病组",
        2,
        2,
        "F9 · 2",
        "test_keys_of_drawer.py::test_each_as_principal_takes_two_keys_and_back_one",
    ),
    "next": Counted(
        "完成一份，到下一份未完成的",
        1,
        1,
        "Ctrl+Enter",
        "test_keys_of_list.py::test_a_finished_page_and_the_next_unfinished_one_are_one_key",
    ),
    "view": Counted(
        "用存下的视图",
        2,
        None,
        "Shift+F3 · 数字",
        "test_keys_of_list.py::test_a_view_is_saved_chosen_by_two_keys_renamed_and_removed",
    ),
    "page_of_drawer": Counted(
        "打开抽屉的任一页",
        2,
        None,
        "F9 · 数字",
        "test_keys_of_drawer.py::test_every_page_of_the_drawer_takes_two_keys",
    ),
    "undo_in_ledger": Counted(
        "在改动中撤销一步",
        2,
        None,
        "Ctrl+Shift+H · Del",
        "test_keys_of_drawer.py::test_the_changes_take_one_key_and_taking_back_one_more",
    ),
    "send_back": Counted(
        "质控：按理由退回",
        3,
        None,
        "R · 数字（可几个） · Enter",
        "officer/test_officer_story.py::test_from_the_pivot_down_to_a_page_yes_no_comment_back_and_on",
    ),
    "sample": Counted(
        "质控：打开抽样盲评",
        2,
        None,
        "7 · Enter",
        "officer/test_officer_story.py::test_a_sample_is_graded_blind_in_the_frame",
    ),
}
