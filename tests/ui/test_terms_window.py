"""The term book and term standardisation, driven by keyboard."""

from coding.suggest.term_book import TermPair
from ui.wording.word_diff import diff_html


def shown(coder):
    from ui.terms.terms_window import TermWindow

    (window,) = coder.window.findChildren(TermWindow)
    return window


def test_the_book_opens_by_its_key_and_says_what_to_do_while_it_is_empty(coder):
    coder.start(sample=True)
    coder.rest()
    coder.press("Escape")  # what came of the sample
    coder.press("Ctrl+T")
    window = shown(coder)
    assert window.isVisible()
    assert window.book.none.isVisible()
    assert not window.book.approve_button.isEnabled()


def test_what_was_learned_is_approved_by_key_and_the_search_knows_it(coder):
    coder.start(sample=True)
    coder.rest()
    coder.press("Escape")  # what came of the sample
    store = coder.session.store
    store.add_terms([TermPair("老毛病", ("未特指的脑梗死",), "I63.900", "dx")])
    coder.press("Ctrl+T")
    window = shown(coder)
    assert [t.pair.raw for t in window.book.model.lines] == ["老毛病"]
    window.activateWindow()
    coder.wait(window.isActiveWindow)
    window.book.table.setFocus()
    coder.press("Ctrl+Return")
    assert [t.state for t in store.terms()] == ["approved"]
    coder.wait(lambda: coder.session.knowledge.lookup.dx_search.search("老毛病", 1)[0].code == "I63.900")
    first = coder.session.knowledge.lookup.dx_search.search("老毛病", 1)[0]
    assert "本院曾采纳" in first.reason


def test_filters_leave_what_is_asked_for(coder):
    coder.start(sample=True)
    coder.rest()
    coder.press("Escape")  # what came of the sample
    store = coder.session.store
    store.add_terms(
        [TermPair("老毛病", ("脑梗死",), "I63.900", "dx"), TermPair("割胆", ("胆囊切除术",), "51.2200", "px")]
    )
    window = coder.window.terms.show()
    window.book.kinds.setCurrentIndex(window.book.kinds.findData("px"))
    assert [t.pair.raw for t in window.book.model.lines] == ["割胆"]
    window.book.kinds.setCurrentIndex(0)
    window.book.search.setText("I63")
    coder.wait(lambda: len(window.book.model.lines) == 1)
    assert "待审核 2 条" in window.book.count.text()


def test_the_words_of_the_pages_become_clusters_that_are_approved_in_bulk(coder):
    coder.start(sample=True)
    coder.rest()
    coder.press("Escape")  # what came of the sample
    window = coder.window.terms.show_clusters()
    window.clusters.gather({"脑梗": 3, "脑梗死": 2, "高血压病": 9, "qqq": 1})
    coder.wait(lambda: window.clusters.model.lines)
    assert "4 种写法" in window.clusters.summary.text()
    assert "1 种没有合适匹配" in window.clusters.summary.text()
    states = {line.cluster.variants[0].words: line.state for line in window.clusters.model.lines}
    assert states["qqq"] == "无合适匹配"
    window.clusters.all_button.click()
    kept = coder.session.store.terms()
    assert {t.pair.raw for t in kept} >= {"脑梗", "脑梗死"}
    assert {t.state for t in kept} == {"approved"}
    assert not window.clusters.all_button.isEnabled()


def test_a_sheet_that_cannot_be_used_is_answered_in_words(coder, tmp_path):
    coder.start(sample=True)
    coder.rest()
    coder.press("Escape")  # what came of the sample
    window = coder.window.terms.show()
    path = tmp_path / "坏.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    window.book.import_file(path)
    assert "原词" in window.words.text()
    window.clusters.read_sheet(path)
    assert "原词" in window.words.text()


def test_the_difference_of_words_and_name_is_told_by_character():
    assert diff_html("左侧肺炎", "肺炎") == "<s>左侧</s>肺炎"
    assert diff_html("肺炎", "大叶性肺炎") == "<u><b>大叶性</b></u>肺炎"
    assert "&lt;" in diff_html("<肺炎", "肺炎")
