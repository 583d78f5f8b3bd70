"""Learning from the hospital's own coded years, in the window of the terms."""

import csv

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
