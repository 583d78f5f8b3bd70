"""A payment policy in the real window: brought in, shown at the page with its clause, summed in the month; results."""

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.page.front_page import FrontPage, Origin
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.payment.policy import load_policy
from tests.ui.exports_told import taken_out
from ui.grouping.paid_window import PaidDialog
from ui.grouping.payment_window import PaymentDialog
from ui.grouping.policy_dialog import PolicyDialog
from ui.header import PageStrip

POLICY = (
    "项目,值,适用对象,生效日期,失效日期,依据\n"
    "政策名称,某市 2026 政策,,,,\n费率,10000,,2026-01-01,2026-12-31,甲文第5条\n费率,12000,,2027-01-01,,乙文\n"
    "适用范围,住院天数 < 60,住院60天以内,,,甲文第3条\n"
    "特例单议,总费用 > 50000,费用超高,,,甲文第12条\n特例单议比例,5%,,,,甲文第12条\n"
    "申诉期限,5,,,,甲文第25条\n"
)


def page(number, **values):
    told = {
        "case_no": f"{number:06d}",
        "patient_name": f"测试{number}",
        "sex": "2",
        "age_years": "54",
        "admission_datetime": "2026-03-01 10:00",
        "discharge_datetime": "2026-03-09 10:00",
        "discharge_way": "1",
        "discharge_ward": "普外科",
        "los_days": "8",
        "fee_total": "20000",
        "payment_method": "1.1",
        **values,
    }
    return FrontPage(
        told,
        (Diagnosis("K80.000x002", "胆囊结石伴急性胆囊炎", "1"),),
        (Procedure("51.2300", "腹腔镜下胆囊切除术", "2026-03-02"),),
        origin=Origin("试.csv", number, layout="n041"),
    )


PAGES = (
    page(1),
    page(2, los_days="60"),
    page(3, fee_total="90000"),
    page(4, discharge_datetime="2027-01-09 10:00"),
)


@pytest.fixture
def window(coder):
    window = coder.start()
    window.session.store.import_reading(Reading("试.csv", "n041", "utf-8", (), PAGES))
    window.session.worklist_changed.emit()
    window.show_offer(False)
    coder.wait(lambda: len(window.worklist.model.ids) == len(PAGES))
    coder.rest()
    return window


@pytest.fixture
def under_policy(coder, window, tmp_path):
    file = tmp_path / "政策.csv"
    file.write_text(POLICY, encoding="utf-8")
    window.grouping.import_policy(file)
    dialog_of(coder, PolicyDialog)
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.policy is not None)
    file.unlink()  # the program goes on with its copy
    coder.rest()
    return window


def open_case(window, number):
    store = window.session.store
    found = next(r.id for r in store.rows(store.worklist()) if r.case_no == f"{number:06d}")
    window.pages.open(found)


def dialog_of(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def test_a_policy_is_looked_at_before_it_is_used_and_shown_at_every_page(coder, under_policy):
    window = under_policy
    strip = window.findChild(PageStrip)
    open_case(window, 1)
    price = window.session.examination.price
    assert price.policy.rate == 10000
    assert "费用 ¥ 20,000" in strip.group.text()
    assert f"差额 {price.balance:+,.0f}" in strip.group.text()
    assert "某市 2026 政策" in strip.group.toolTip()
    open_case(window, 4)
    assert window.session.examination.price.policy.rate == 12000
    open_case(window, 2)
    assert window.session.examination.price.payment is None
    assert "支付估算" not in strip.told.figures
    assert "不按病组付费" in strip.told.figures
    assert "甲文第3条" in strip.group.text()
    open_case(window, 3)
    assert "特例候选" in strip.told.figures
    assert "特例单议候选：费用超高（甲文第12条）" in strip.group.text()


def test_a_policy_that_cannot_be_used_is_refused_and_nothing_changes(coder, window, tmp_path):
    file = tmp_path / "错.csv"
    file.write_text(POLICY + "倍率,3,,,,\n", encoding="utf-8")
    window.grouping.import_policy(file)
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "第 9 行：不认识的项目“倍率”" in QApplication.activeModalWidget().sentence
    assert window.session.knowledge.policy is None
    assert not [p for p in window.session.store.knowledge_folder.glob("*") if p.is_file()]


def test_the_month_is_summed_exported_and_opens_its_pages(coder, under_policy, tmp_path):
    window = under_policy
    window.actions_["payment_of_month"].trigger()
    dialog = dialog_of(coder, PaymentDialog)
    coder.wait(lambda: dialog.found is not None)
    assert dialog.found.whole.cases == 4
    dialog.scope.setCurrentText("2026-03")
    coder.wait(lambda: dialog.found.whole.cases == 3)
    assert "不按病组付费 1" in dialog.summary.text()
    dialog.export(tmp_path / "汇总.xlsx")
    assert "特例候选" in openpyxl.load_workbook(tmp_path / "汇总.xlsx").sheetnames
    assert dialog.write_dossiers(tmp_path) == 1
    told = [("特例单议材料", tmp_path.name, True), ("支付汇总", "汇总.xlsx", True)]
    assert taken_out(window.session.store) == told, "newest first"
    table = dialog.tables["special"]
    assert table.rowCount() == 1
    dialog.tabs.setCurrentWidget(table)
    table.setFocus()
    coder.press("Return")
    coder.wait(lambda: window.session.page is not None and window.session.page.case_no == "000003")


def test_the_insurers_result_is_read_back_and_a_denial_stands_at_its_page(coder, under_policy, tmp_path):
    window = under_policy
    paid = window.session.store
    rows = "病案号,出院日期,支付额,拒付额,原因,拒付日期\n000001,2026-03-09,1000,120,超限定支付,2026-04-10\n"
    (tmp_path / "结算.csv").write_bytes(rows.encode("gb18030"))
    window.actions_["paid_results"].trigger()
    dialog = dialog_of(coder, PaidDialog)
    coder.wait(lambda: dialog.found is not None)
    assert "还没有读入" in dialog.summary.text()
    dialog.found = None
    dialog.read(tmp_path / "结算.csv")
    coder.wait(lambda: dialog.found is not None)
    assert len(paid.paid_results()) == 1
    assert "读入 1 行" in dialog.summary.text()
    assert dialog.denials.item(0, 6).text() == "2026-04-17"
    assert [dialog.cause.itemData(n) for n in range(dialog.cause.count())] == ["", "拒付", "没有找到结算结果"]
    dialog.cause.setCurrentIndex(1)
    assert dialog.differences.rowCount() == 1
    dialog.differences.setFocus()
    coder.press("Return")
    coder.wait(lambda: window.session.page is not None and window.session.page.case_no == "000001")
    strip = window.findChild(PageStrip)
    assert "原因（医保原文）：超限定支付" in strip.group.text()
    open_case(window, 3)
    assert "医保原文" not in strip.told.in_full()


def test_the_example_is_saved_to_be_filled_in(coder, window, tmp_path, monkeypatch):
    target = tmp_path / "支付政策.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    window.actions_["policy_example"].trigger()
    coder.wait(target.exists)
    assert "演示" in load_policy(target).title
    assert target.read_text(encoding="utf-8-sig").startswith("项目,值,适用对象,生效日期,失效日期,依据")
