"""Until when the settlement list is uploaded: the usual term, or what the region's policy says."""

from datetime import date

import pytest

from coding.knowledge.knowledge import KnowledgeSource, load_knowledge

POLICY = "key,value,of,from,to,clause\nname,某市,,,,\n"
PAGE = "discharge_datetime=2026-09-25 10:00 | setl_end_date=2026-09-28 | wf_setl_upload_time={}"
LATE, NEVER = "FP-TIM-014", "FP-TIM-050"


@pytest.fixture
def by_policy(tmp_path):
    def load(rows):
        path = tmp_path / "政策.csv"
        path.write_text(POLICY + rows, encoding="utf-8")
        return load_knowledge(KnowledgeSource(policy=str(path)))

    return load


def told(judge, text, knowledge, rule=LATE):
    return [f.message for f in judge(text, knowledge).findings if f.rule == rule]


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ("", "2026-10-02"),  # seven days from the discharge
        ("list_due_days,10,,,,甲文第3条\n", "2026-10-05"),
        ("list_due_days,10,,,,甲文\nlist_due_from,结算,,,,甲文\n", "2026-10-08"),
        # five working days over the National Day holiday: 28, 29, 30 September, 8, 9 October (25 to 27 are off)
        ("list_due_days,5,,,,甲文\nlist_due_counting,工作日,,,,甲文\n", "2026-10-09"),
    ],
)
def test_the_last_day_is_in_time_and_the_next_is_late(judge, by_policy, rows, last):
    knowledge = by_policy(rows)
    day = date.fromisoformat(last)
    assert told(judge, PAGE.format(f"{last} 18:00"), knowledge) == []
    (message,) = told(judge, PAGE.format(f"{day.replace(day=day.day + 1)} 08:00"), knowledge)
    assert f"应于{last}（" in message
    assert "迟1天" in message


def test_the_message_says_how_the_term_is_reckoned(judge, by_policy):
    knowledge = by_policy("list_due_days,3,,,,甲文\nlist_due_counting,工作日,,,,甲文\nlist_due_from,结算,,,,甲文\n")
    (message,) = told(judge, PAGE.format("2026-10-20 08:00"), knowledge)
    assert "结算后3个工作日" in message


def test_working_days_beyond_the_calendar_are_not_judged(judge, by_policy):
    knowledge = by_policy("list_due_days,5,,,,甲文\nlist_due_counting,工作日,,,,甲文\n")
    seen = judge("discharge_datetime=2026-12-30 10:00 | wf_setl_upload_time=2027-01-20 10:00", knowledge)
    assert any(n.rule == LATE and "2027 年放假安排尚未录入" in n.reason for n in seen.not_judged)


def test_a_list_without_upload_is_told_once_the_term_is_over(judge, embedded):
    text = "discharge_datetime=2026-09-25 10:00 | wf_setl_upload_time= | as_of={}"
    assert told(judge, text.format("2026-10-02"), embedded, NEVER) == []
    assert "已过1天" in told(judge, text.format("2026-10-03"), embedded, NEVER)[0]
    assert told(judge, text.format("2026-10-20") + " | payment_method=7", embedded, NEVER) == []
