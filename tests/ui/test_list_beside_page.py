"""A front page file and a settlement list through the command line and the window: the same findings, page by page."""

import csv
import json
from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from coding.commands.door import run
from coding.page.audience import EVERYBODY
from coding.page.finding import Severity
from tests.exchange.make_files import FOLDER

NOW = datetime(2026, 11, 22, 10)
LIST_RULES = {"FP-DRG-027", "FP-DRG-028", "FP-DRG-030"}


@pytest.fixture
def lists(tmp_path):
    """The lists of the stays: of the first the principal diagnosis, the operation and the total are other ones."""
    data = json.loads((FOLDER / "setl4101.json").read_text(encoding="utf-8"))
    for each in data:
        each["input"]["iteminfo"] = [{"med_chrgitm": "01", "amt": "88.5"}]
    first = data[0]["input"]
    first["diseinfo"][0]["diag_code"] = "H25.900"
    first["oprninfo"][0]["oprn_oprt_code"] = "13.4100"
    path = tmp_path / "清单.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def told(finding):
    return finding["rule"], finding["field"], finding["message"]


@pytest.mark.parametrize("first", ["page", "list"])
@pytest.mark.parametrize("name", ["n041_utf8.csv", "hqms2020_utf8sig.csv"])
def test_both_doors_say_the_same_of_page_and_list(coder, lists, tmp_path, name, first):
    out = tmp_path / "out"
    assert run(["check", str(FOLDER / name), str(lists), "--out", str(out), "--as-of", f"{NOW:%Y-%m-%d %H:%M}"]) == 0
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    checked = {}
    for row in rows:
        checked.setdefault(row["case_no"], []).append(told(row))

    window = coder.start()
    session = window.session
    session.clock = lambda: NOW
    window.audience.choose(EVERYBODY)
    order = [FOLDER / name, lists] if first == "page" else [lists, FOLDER / name]
    for number, path in enumerate(order):
        window.open_file(path)
        coder.rest()
        while QApplication.activeModalWidget() is not None:
            coder.press("Return")
        coder.rest()
        assert window.worklist.model.ids, number
    seen = {}
    for page_id in session.store.worklist():
        session.open(page_id)
        if session.page.is_settlement_list:
            continue
        seen[session.page.case_no] = [(f.rule, f.place.field, f.message) for f in session.examination.findings]
        [row] = session.store.rows([page_id])
        assert row.errors == session.examination.count(Severity.ERROR)
        assert LIST_RULES.isdisjoint({n.rule for n in session.examination.not_judged})
    assert seen == {case_no: checked[case_no] for case_no in seen}
    assert LIST_RULES.issubset(rule for rule, _, _ in seen["00310324"])
