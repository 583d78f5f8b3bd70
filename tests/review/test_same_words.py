"""Evidence that reads alike on more than five pages is shown."""

from coding.review.same_words import folded, same_words


def test_spaces_punctuation_width_and_case_do_not_count():
    assert folded("病理报告：ＣＡ125 升高。") == folded(" 病理报告,ca125升高 ") == "病理报告ca125升高"
    assert folded("病理报告") != folded("病程记录")


def test_more_than_five_pages_and_each_page_once():
    five = [(n, "见病程记录。") for n in range(5)]
    assert same_words(five) == ()
    assert same_words([*five, (4, "见病程记录")]) == (), "the same page again"
    (same,) = same_words([*five, (9, "见 病程记录；")])
    assert same.pages == (0, 1, 2, 3, 4, 9)
    assert same.words == "见病程记录。"
    assert same.sentence.startswith("6 份病案的依据文字相同：“见病程记录。”")


def test_nothing_but_signs_is_no_evidence_and_the_most_frequent_comes_first():
    written = [(n, "。。") for n in range(9)]
    written += [(n, "甲") for n in range(6)] + [(n, "乙") for n in range(7)]
    assert [same.words for same in same_words(written)] == ["乙", "甲"]
    assert same_words([(1, "x"), (2, "X")], more_than=1)[0].pages == (1, 2)
