"""What a start may not load: the window shows its list before what judges pages comes behind; a command that others
call for a few rows loads what it needs for these.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from db.sqlite.sqlite_store import SqliteStore

ROOT = Path(__file__).resolve().parents[2]
#: What a start may not load, each with what it is for.
HEAVY = (
    "pandas",
    "numpy",
    "openpyxl",
    "docx",
    "coding.rules.engine",
    "coding.rules.kinds",
    "coding.drg.scheme",
    "coding.dip.dip_scheme",
    "coding.payment.policy",
    "coding.exchange.read",
    "coding.suggest.search",
    "coding.indicators.frame",
    "coding.reports",
    "coding.examine",
    "coding.payment.pricing",
    "rapidfuzz",
    "ui.form.form_view",
    "ui.panels",
    "ui.drawer",
    "ui.month",
    "ui.window_parts",
)


#: Opens the window on a store with pages, as a start does, up to the moment when it is drawn.
START = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
import main
from ui.app import application
from ui.theme.theme import apply_theme
from ui.window import MainWindow

class Drawn(QObject):
    modules = ()
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.modules:
            self.modules = tuple(sys.modules)
        return False

app = application()
apply_theme(app, False)
path = Path(sys.argv[1])
window = MainWindow(main.open_store(path), path)
drawn = Drawn()
window.stack.installEventFilter(drawn)
window.show()
while not drawn.modules:
    app.processEvents()
print(len(window.worklist.ids), *drawn.modules, sep="\\n")
window.close()
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules that are there when the window has been drawn, with its list, and no Knowledge is loaded yet."""
    path = tmp_path_factory.mktemp("start") / "start.sqlite"
    store = SqliteStore(path)
    store.import_reading(read_file(resource_path("sample/sample_n041.csv")))
    store.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", START, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    pages, *modules = done.stdout.split()
    assert int(pages) > 0
    return set(modules)


@pytest.mark.parametrize("name", HEAVY)
def test_a_start_does_not_load(loaded, name):
    assert "ui.window" in loaded
    assert sorted(one for one in loaded if one == name or one.startswith(f"{name}.")) == []


#: Runs a command in a process of its own and tells which modules it has loaded.
RUN = """
import sys
import main
code = main.main()
print(code, *sys.modules, sep="\\n")
"""
#: What neither of the quick commands needs for a few rows.
OF_NONE = (
    "pandas",
    "PySide6",
    "sqlite3",
    "concurrent.futures.process",
    "xml.sax",
    "coding.rules",
    "coding.reports",
    "coding.indicators",
    "coding.knowledge.knowledge",
    "coding.examine",
    "coding.dip",
)
OF_GROUP = ("numpy", "rapidfuzz", "coding.suggest", "coding.payment", "coding.codes.library", "coding.codes.crosswalk")
OF_SUGGEST = ("coding.drg", "coding.exchange", "coding.payment", "coding.page.front_page")


@pytest.fixture(scope="module")
def run_loads(tmp_path_factory):
    """Gives the modules that a command has loaded at its end."""
    folder = tmp_path_factory.mktemp("quick")
    (folder / "names.csv").write_text("raw\n高血压\n胆囊结石\n", encoding="utf-8")
    files = ROOT / "tests" / "data" / "files"
    argv = {
        "compact": ["group", str(files / "compact.csv")],
        "pages": ["group", str(files / "n041_utf8sig.csv")],
        "names": ["suggest", str(folder / "names.csv"), "--kind", "dx", "--column", "raw"],
    }

    def of(name):
        command = [sys.executable, "-c", RUN, *argv[name], "--out", str(folder / "out.csv"), "--quiet"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        code, *modules = done.stdout.split()
        assert code == "0"
        return modules

    return of


@pytest.mark.parametrize(
    ("name", "heavy"),
    [("compact", OF_NONE + OF_GROUP), ("pages", OF_NONE + OF_GROUP), ("names", OF_NONE + OF_SUGGEST)],
)
def test_a_command_for_a_few_rows_loads_no_more_than_these_need(name, heavy, run_loads):
    loaded = run_loads(name)
    assert [one for one in loaded if any(one == part or one.startswith(f"{part}.") for part in heavy)] == []
