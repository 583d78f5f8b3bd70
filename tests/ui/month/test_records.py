"""Teams, classes of wards, targets and classes of risk are brought by tables, and the figures are parted by them."""

import pytest

from coding.base.period import read_period
from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.indicators.figures import Scope
from coding.page.reading import Reading
from coding.work.month_records import kept_risks, kept_targets, kept_teams, kept_ward_classes
from coding.work.stored_month import stored_month
from db.sqlite.sqlite_store import SqliteStore
from ui.month.records_dialog import KINDS

OCTOBER = read_period("2026-10")


@pytest.fixture
def records(coder):
    pages = read_file(resource_path("sample/sample_n041.csv")).pages
    found = [p for p in pages if p.text("discharge_datetime")[:7] == "2026-10"][:6]
    store = SqliteStore(coder.path)
    store.import_reading(Reading("十月.csv", "n041", "utf-8", (), tuple(found)))
    store.close()
    coder.start()
    coder.rest()
    coder.wait(lambda: not coder.window.batch.is_running)
    return coder.window.month.records(), found


def test_each_table_is_read_and_shown_and_bad_rows_are_told(coder, records, tmp_path):
    dialog, pages = records
    doctor, ward = (pages[0].text(key) for key in ("attending_physician", "discharge_ward"))
    texts = (
        f"医师,医疗组\n{doctor},一组\n",
        f"病区,类别\n{ward},内科系统\n,外科系统\n",
        "指标,目标值\n平均住院日,7.5\n没有的指标,1\n",
        "病组编码,风险等级\nES31,高\nES33,看不懂\n",
    )
    for at, text in enumerate(texts):
        path = tmp_path / f"{at}.csv"
        path.write_bytes(text.encode("gb18030"))
        dialog.tabs.setCurrentIndex(at)
        dialog.read(path)
        coder.wait(lambda: dialog.told.text().startswith("已读入"))
        assert dialog.tables[at].rowCount() == 1, KINDS[at].title
        assert ("没有读入" in dialog.told.text()) is (at > 0)
    store = coder.session.store
    assert [spell[:2] for spell in kept_teams(store)] == [(doctor, "一组")]
    assert kept_ward_classes(store) == {ward: "内科系统"}
    assert [str(value) for value in kept_targets(store).values()] == ["7.5"]
    assert list(kept_risks(store)) == ["ES31"]
    figures = stored_month(store, coder.session.knowledge, OCTOBER, coder.session.clock()).figures
    own = sum(page.text("discharge_ward") == ward for page in pages)
    assert [(row.scope_value, row.value) for row in figures.of("pages", Scope.WARD_CLASS)] == [("内科系统", own)]
    assert figures.row("mean_los").reference == kept_targets(store)[("mean_los", "", 0)]


def test_a_file_that_is_no_such_table_is_a_sentence_and_changes_nothing(coder, records, tmp_path):
    dialog, _ = records
    path = tmp_path / "别的.csv"
    path.write_text("姓名,电话\n甲,1\n", encoding="utf-8")
    coder.rest()
    hint = dialog.told.text()
    dialog.read(path)
    coder.wait(dialog.read_button.isEnabled)
    assert dialog.told.text() != hint
    assert "别的.csv" in dialog.told.text() or "不像医疗组名单" in dialog.told.text()
    assert kept_teams(coder.session.store) == ()
