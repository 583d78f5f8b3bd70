"""The search box as it is read: every key, both widths of signs, negation, and whatever else somebody may type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.store.kept_worklist import COUNTED
from coding.store.page_filter import MONEY, By, PageFilter, Than
from coding.work.filter_offers import offers
from coding.work.list_marks import MINE, list_marks
from coding.work.typed_filters import filter_keys, keys_for, parts_of, read_typed

KNOWN = {
    By.DEPT: [("内科", 52), ("呼吸内科", 3), ("外科", 31), ("骨科", 4), ("内 一病区", 9)],
    By.DOCTOR: [("张三", 4), ("单雄信", 5)],
    By.CODER: [("编码甲", 2)],
    By.RULE: [("DX-001", 3), ("FP-COD-011", 4)],
    By.GROUP: [("BR23", 1), ("BR25", 2)],
    By.MONTH: [("2025-07", 3), ("2025-12", 4), ("2026-01", 2), ("2026-06", 3)],
}


def known(by):
    return KNOWN[by]


def read(text, **more):
    return read_typed(text, known, **more)


def only(text):
    """The one filter of a text that is understood."""
    typed = read(text)
    assert typed.told == ()
    assert typed.words == ""
    (one,) = typed.filters
    return one


def above(number):
    return ((Than.ABOVE, number),)


def between(low, high):
    return ((Than.AT_LEAST, low), (Than.AT_MOST, high))


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("科:内科", PageFilter(By.DEPT, ("内科",))),
        ("科:内", PageFilter(By.DEPT, ("内科", "呼吸内科", "内 一病区"))),
        ("科:nk", PageFilter(By.DEPT, ("内科",))),
        ("科:04", PageFilter(By.DEPT, ("外科",))),
        ("科室：外科，骨科", PageFilter(By.DEPT, ("外科", "骨科"))),
        ('科:"内 一病区"', PageFilter(By.DEPT, ("内 一病区",))),
        ("病区：“内 一病区”", PageFilter(By.DEPT, ("内 一病区",))),
        ("-科:内科", PageFilter(By.DEPT, ("内科",), is_not=True)),
        ("－科：内科", PageFilter(By.DEPT, ("内科",), is_not=True)),
        ("规:fp-cod", PageFilter(By.RULE, ("FP-COD",))),
        ("组:br2", PageFilter(By.GROUP, ("BR2",))),
        ("医:sxx", PageFilter(By.DOCTOR, ("单雄信",))),
        ("编:编码", PageFilter(By.CODER, ("编码甲",))),
        ("码:i63,S72.0", PageFilter(By.CODE, ("I63", "S72.0"))),
        ("月:7", PageFilter(By.MONTH, ("2025-07",))),
        ("月:2026-6", PageFilter(By.MONTH, ("2026-06",))),
        ("月:202606", PageFilter(By.MONTH, ("2026-06",))),
        ("月：2026年6月", PageFilter(By.MONTH, ("2026-06",))),
        ("月:2025", PageFilter(By.MONTH, ("2025",))),
        ("月:12-1", PageFilter(By.MONTH, ("2025-12", "2026-01"))),
        ("月:2025-12到2026-01", PageFilter(By.MONTH, ("2025-12", "2026-01"))),
        ("态:强制、依据未写", PageFilter(By.MARK, ("error", "unproved"))),
        ("态:dzk", PageFilter(By.MARK, ("submitted",))),
        ("权>1", PageFilter(By.WEIGHT, bounds=above(1))),
        ("权≥1.5", PageFilter(By.WEIGHT, bounds=((Than.AT_LEAST, 1.5),))),
        ("费＞２万", PageFilter(By.COST, bounds=above(20_000))),
        ("费>20,000元", PageFilter(By.COST, bounds=above(20_000))),
        ("费:2-3万", PageFilter(By.COST, bounds=between(20_000, 30_000))),
        ("天>30", PageFilter(By.STAY, bounds=above(30))),
        ("天数:7到14", PageFilter(By.STAY, bounds=between(7, 14))),
        ("天:7", PageFilter(By.STAY, bounds=between(7, 7))),
        ("权差", PageFilter(By.WEIGHT_MOVED)),
        ("-权差", PageFilter(By.WEIGHT_MOVED, is_not=True)),
        ("权差>0.5", PageFilter(By.WEIGHT_MOVED, bounds=above(0.5))),
        ("支付差>=1000", PageFilter(By.PAYMENT_MOVED, bounds=((Than.AT_LEAST, 1000),))),
    ],
)
def test_what_is_typed_is_understood(text, one):
    assert only(text) == one


def test_words_and_filters_stand_in_any_order():
    typed = read("  zmj 科:内科  00123 月:7 08:30 ")
    assert typed.words == "zmj 00123 08:30"
    assert [one.by for one in typed.filters] == [By.DEPT, By.MONTH]


def test_mine_is_a_state_of_whoever_types():
    assert read("态:我的", me=7).filters == (PageFilter(By.WHOSE, ("7",)),)
    assert "单独" in read("态:我的,强制", me=7).told[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("foo:3", "不认识“foo”"),
        ("天>很久", "不是数字"),
        ("月:13", "没有 13 月"),
        ("月:某", "不是月份"),
        ("月:2026-06到2025-12", "先后不对"),
        ("码:感冒", "不是编码的写法"),
        ("态:好的", "没有“好的”这个状态"),
        ("科:", "还没有内容"),
        ("科>内科", "不比较大小"),
    ],
)
def test_what_is_not_understood_is_told_and_left_out(text, told):
    typed = read(f"{text} 王")
    assert told in typed.told[0]
    assert typed.filters == ()
    assert typed.words == "王"


def test_what_is_on_no_page_is_asked_for_all_the_same_and_what_there_is_is_told():
    typed = read("科:眼科 规:ZZ 月:3")
    assert [one.texts for one in typed.filters] == [("眼科",), ("ZZ",), ("2026-03",)]
    assert "内科 52" in typed.told[0]
    assert "FP-COD-011 4" in typed.told[1]
    assert "月:3" in typed.told[2]


def test_who_sees_no_money_asks_by_none_and_is_not_offered_to():
    for key in filter_keys():
        if key.by in MONEY:
            typed = read(key.example, sees_money=False)
            assert typed.filters == ()
            assert "不看权重和费用" in typed.told[0]
    assert not MONEY & {key.by for key in keys_for(sees_money=False)}
    assert offers("权", 1, known, sees_money=False) == ()
    assert all(key.names[0] not in read("x:1", sees_money=False).told[0] for key in filter_keys() if key.by in MONEY)


def test_every_key_is_understood_by_each_of_its_names_and_its_example_is_right():
    for key in filter_keys():
        (one,) = read(key.example).filters
        assert one.by is key.by
        for name in key.names:
            (one,) = read(name + key.example.removeprefix(key.names[0])).filters
            assert one.by is key.by


def test_every_mark_that_is_counted_has_a_button_with_a_key_of_its_own():
    marks = list_marks()
    assert set(marks) == {*(mark.value for mark in COUNTED), MINE}
    assert len({one.key for one in marks.values()}) == len({one.label for one in marks.values()}) == len(marks)


ANYTHING = st.text(st.sampled_from('科月权差费态码:：<>＞=-－"“”,，、 　7内强制i63.万ab'), max_size=24) | st.text(
    max_size=12
)


@given(ANYTHING)
def test_whatever_is_typed_is_read_without_an_error_and_offered_to_without_one(text):
    typed = read(text)
    assert all(one.endswith("。") for one in typed.told)
    for one in offers(text, len(text), known):
        assert 0 <= one.start <= one.end <= len(text)


@given(st.lists(st.sampled_from([key.example for key in filter_keys()] + ["王", "00123"]), max_size=5))
def test_full_width_signs_mean_what_those_of_the_keyboard_mean(parts):
    text = " ".join(parts)
    wide = text.translate(str.maketrans({":": "：", ">": "＞", " ": "　", "-": "－"}))
    plain, wide_read = read(text), read(wide)
    assert wide_read.filters == plain.filters
    assert parts_of(wide) == parts_of(text)


@given(st.sampled_from([key.example for key in filter_keys()]))
def test_a_minus_asks_for_the_contrary(text):
    (one,), (other,) = read(text).filters, read(f"-{text}").filters
    assert (one.is_not, other.is_not) == (False, True)
    assert (one.by, one.texts, one.bounds) == (other.by, other.texts, other.bounds)


def test_keys_are_offered_and_then_what_is_on_the_pages_the_most_first():
    (key,) = offers("王 科", 3, known)
    assert (key.text, key.start, key.end) == ("科:", 2, 3)
    assert "科:内科" in key.told
    assert [one.text for one in offers("科:", 2, known)][:2] == ["内科", "外科"]
    assert [one.text for one in offers("科:wk", 4, known)] == ["外科"]
    assert [one.text for one in offers("科:内科,外", 6, known)] == ["外科"]
    assert '"内 一病区"' in [one.text for one in offers("科:内 ", 3, known)]
    assert offers("月:", 2, known)[0].text == "2026-06"
    assert [one.text for one in offers("-规:FP", 5, known)] == ["FP-COD-011"]
    assert "强制" in [one.text for one in offers("态:q", 3, known)]
    assert offers("王", 1, known) == ()
