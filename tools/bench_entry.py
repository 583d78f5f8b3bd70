"""From a key to the list of codes, and from the row chosen in it to what it would do to the page.

    python -m tools.bench_entry [--reference DIR] [--rounds 3]

In a real form on pages of the sample: words, initials and codes are typed key by key into the code cell of a diagnosis
and of a procedure. Prints p50, p95 and the slowest in milliseconds: of a key until the list stands (the pause in which
nothing is searched while she types is told apart), of a chosen row until ``session.considered`` has said its group and
weight. Once with the embedded tables, once, where they lie there, with the full tables of ``--reference``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge

ASKED = {
    "diagnosis": (
        "gxb",
        "mzf",
        "gaoxueya",
        "tnb",
        "I63",
        "冠心病",
        "急性阑尾炎",
        "慢性肾功能不权",
        "肺部感染",
        "2xtnb",
    ),
    "procedure": ("lwqc", "51.2", "冠脉造影", "pgc", "胆囊切除", "tx"),
}
_PATIENCE = 30.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
    from ui.app import application

    application()
    codes = options.reference / "codes"
    full = KnowledgeSource(dx_table=str(codes / "icd10_yibao2.csv"), px_table=str(codes / "icd9cm3_yibao2.csv"))
    sources = {"embedded tables": KnowledgeSource()} | ({"full tables": full} if codes.is_dir() else {})
    for name, source in sources.items():
        knowledge = load_knowledge(source)
        knowledge.lookup.dx_search.prepare()
        knowledge.lookup.px_search.prepare()
        print(f"{name}: {len(knowledge.codes.dx)} diagnoses, {len(knowledge.codes.px)} procedures")
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder) / "录入.sqlite", knowledge, options.rounds)
    return 0


def _measure(path: Path, knowledge: Knowledge, rounds: int) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from coding.base.resources import resource_path
    from coding.exchange.read import read_file
    from coding.page.reading import Reading
    from db.sqlite.sqlite_store import SqliteStore
    from ui.form import candidates
    from ui.form.form_view import PageForm
    from ui.form.row_table import RowsTable
    from ui.session import Session

    store = SqliteStore(path)
    pages = [page for page in read_file(resource_path("sample/sample_n041.csv")).pages if len(page.diagnoses) > 2]
    store.import_reading(Reading("录入.csv", "n041", "utf-8", (), tuple(pages[:rounds])))
    session = Session(store, knowledge)
    session.open(store.worklist()[0])
    form = PageForm(session)
    form.resize(690, 640)
    form.show()
    form.activateWindow()
    told: list[object] = []
    session.considered.connect(told.append)
    listed: list[float] = []
    considered: list[float] = []
    worked: list[float] = []
    for page_id in store.worklist():
        session.open(page_id)
        for group, asked in ASKED.items():
            table = next(t for t in form.findChildren(RowsTable) if t.group == group)
            for text in asked:
                table.go(1 if group == "diagnosis" else table.rows.length, "code")
                table.edit(table.currentIndex())
                edit = table.indexWidget(table.currentIndex())
                edit.clear()
                for at in range(1, len(text) + 1):
                    told.clear()
                    began = time.perf_counter()
                    if text.isascii():
                        QTest.keyClicks(QApplication.activePopupWidget() or edit, text[at - 1])
                    else:
                        edit.insert(text[at - 1])
                        edit.textEdited.emit(edit.text())
                    _wait(lambda edit=edit, wanted=text[:at]: edit.asked == wanted)
                    listed.append((time.perf_counter() - began) * 1000 - candidates.PAUSE)
                    for _ in range(2):  # the row that is chosen beforehand, and the next
                        if edit.list_is_open() and edit.list_view().currentIndex().isValid():
                            began, began_work = time.perf_counter(), time.process_time()
                            _wait(lambda: bool(told), 0.5)
                            if told:
                                considered.append((time.perf_counter() - began) * 1000)
                                worked.append((time.process_time() - began_work) * 1000)
                            told.clear()
                            QTest.keyClick(edit.list_view(), _down())
                edit.close_list()
                edit.restore()
                table.close_cell()
    print(f"  key → list (without the pause of {candidates.PAUSE} ms)  {_figures(listed)}")
    print(f"  chosen row → considered               {_figures(considered)}")
    print(f"  … of the processor                    {_figures(worked)}")
    form.close()
    session.end()
    store.close()


def _down() -> object:
    from PySide6.QtCore import Qt

    return Qt.Key.Key_Down


def _wait(ready: object, seconds: float = _PATIENCE) -> None:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    end = time.perf_counter() + seconds
    while not ready() and time.perf_counter() < end:  # type: ignore[operator]
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def _figures(times: list[float]) -> str:
    ordered = sorted(times)
    return (
        f"p50 {statistics.median(ordered):6.1f}   p95 {ordered[int(len(ordered) * 0.95)]:6.1f}   "
        f"max {ordered[-1]:6.1f} ms   n {len(ordered)}"
    )


if __name__ == "__main__":
    sys.exit(main())
