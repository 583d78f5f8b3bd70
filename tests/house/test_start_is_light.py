"""The window shows its list before it loads what judges pages: rules, schemes and readers of files come behind."""

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
