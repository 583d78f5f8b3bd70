"""Learning from the hospital's own coded years, in the window of the terms."""

import csv
from dataclasses import replace

from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis


def stays(words="慢阻老病犯了", code="J44.100"):
    for month in (1, 2, 3, 4):
        for n in range(4):
            values = {"case_no": f"{month}{n:05}", "sex": "1", "age_years": "70", "los_days": "6", "fee_total": "5000"}
            day = {"discharge_datetime": f"2026-0{month}-1{n} 10:00:00"}
            yield FrontPage(values | day, (Diagnosis(code, words, "1"),))


def opened(coder):
    coder.start(sample=True)
    coder.rest()
    coder.press("Escape")  # what came of the sample
    window = coder.window.terms.show()
    window.tabs.setCurrentWidget(window.years)
    return window


def test_files_of_past_years_are_read_tried_and_kept_for_approval(coder, tmp_path):
    write_n041(tmp_path / "2026.csv", list(stays()))
    window = opened(coder)
    years = window.years
    assert not years.keep_button.isEnabled()
    years.read([tmp_path / "2026.csv"])
    coder.wait(lambda: years.pairs.lines)
    assert [one.pair.raw for one in years.pairs.lines] == ["慢阻老病犯了"]
    assert "学之前 0.0%，用此前各月学了之后 100.0%" in years.summary.text()
    years.keep_button.click()
    (kept,) = coder.session.store.terms()
    assert (kept.state, kept.origin, kept.pair.count) == ("learned", "years", 16)
    assert "待审核" in window.words.text()
    assert [t.pair.raw for t in window.book.model.lines] == ["慢阻老病犯了"]


def test_what_is_usual_is_shown_and_written(coder, tmp_path):
    write_n041(tmp_path / "2026.csv", list(stays()))
    years = opened(coder).years
    years.read([tmp_path / "2026.csv"])
    coder.wait(lambda: years.pairs.lines)
    years.views.setCurrentIndex(years.views.findData("usual"))
    assert years.usual_table.isVisible()
    assert not years.pair_table.isVisible()
    years.export(tmp_path / "usual.csv")
    with (tmp_path / "usual.csv").open(encoding="utf-8-sig", newline="") as lines:
        header, row = list(csv.reader(lines))
    assert header[0] == "主要诊断"
    assert (row[0], row[2], row[3]) == ("J44.100", "16", "6（6–6）")


def test_the_pages_of_this_machine_are_read_too(coder):
    window = opened(coder)
    window.years.read()
    coder.wait(lambda: window.years.export_button.isEnabled())
    assert "份病案" in window.years.summary.text()


def test_a_file_that_cannot_be_used_is_answered_in_words(coder, tmp_path):
    (tmp_path / "x.csv").write_text("什么,都不是\n1,2\n", encoding="utf-8")
    window = opened(coder)
    window.years.read([tmp_path / "x.csv"])
    coder.wait(lambda: window.words.text())
    assert "x.csv" in window.words.text()
    assert window.years.files_button.isEnabled()


def test_what_was_kept_is_not_counted_again_after_a_look_at_another_view(coder, tmp_path):
    write_n041(tmp_path / "2026.csv", list(stays()))
    years = opened(coder).years
    years.read([tmp_path / "2026.csv"])
    coder.wait(lambda: years.keep_button.isEnabled())
    years.keep_button.click()
    for view in ("usual", "learned"):
        years.views.setCurrentIndex(years.views.findData(view))
        years.keep_button.click()
    (kept,) = coder.session.store.terms()
    assert kept.pair.count == 16


def test_reading_is_stopped_and_begun_anew(coder, tmp_path):
    write_n041(tmp_path / "2026.csv", list(stays()))
    years = opened(coder).years
    assert not years.stop_button.isVisible()
    years.read()
    assert not years.pages_button.isEnabled()
    assert years.stop_button.isVisible()
    years.stop_button.click()
    coder.wait(lambda: years.pages_button.isEnabled())
    assert not years.stop_button.isVisible()
    assert not years.pairs.lines
    years.read([tmp_path / "2026.csv"])
    coder.wait(lambda: years.keep_button.isEnabled())
    assert [one.pair.raw for one in years.pairs.lines] == ["慢阻老病犯了"]


def test_a_failed_second_run_leaves_what_the_first_one_taught(coder, tmp_path):
    write_n041(tmp_path / "2026.csv", list(stays()))
    (tmp_path / "x.csv").write_text("什么,都不是\n1,2\n", encoding="utf-8")
    window = opened(coder)
    window.years.read([tmp_path / "2026.csv"])
    coder.wait(lambda: window.years.keep_button.isEnabled())
    told = window.years.summary.text()
    window.years.read([tmp_path / "x.csv"])
    assert not window.years.keep_button.isEnabled()
    coder.wait(lambda: window.words.text() and window.years.keep_button.isEnabled())
    assert window.years.summary.text() == told


def test_a_pair_whose_code_is_another_by_now_is_not_kept(coder, tmp_path):
    write_n041(tmp_path / "2026.csv", list(stays()))
    window = opened(coder)
    window.years.read([tmp_path / "2026.csv"])
    coder.wait(lambda: window.years.keep_button.isEnabled())
    (one,) = window.years.pairs.lines
    older = replace(one, pair=replace(one.pair, std=("旧码表的名称",)))
    assert window.desk.keep_learned([older]) == 0
    assert not coder.session.store.terms()
