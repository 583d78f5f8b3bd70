"""The window shows its list before it loads what judges pages: rules, schemes and readers of files come behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
)


#: Opens the window on an empty store, as a start does, up to the moment when it is drawn.
START = """
import sys
from datetime import datetime
from pathlib import Path
from PySide6.QtWidgets import QApplication
import main
from ui.app import application
from ui.theme.theme import apply_theme
from ui.window import MainWindow
app = application()
apply_theme(app, False)
path = Path(sys.argv[1])
window = MainWindow(main.open_store(path), path)
window.show()
app.processEvents()
print("\\n".join(sys.modules))
window.close()
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules that are there when the window has been drawn and no Knowledge is loaded yet."""
    path = tmp_path_factory.mktemp("start") / "start.sqlite"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", START, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", HEAVY)
def test_a_start_does_not_load(loaded, name):
    assert "ui.window" in loaded
    assert sorted(one for one in loaded if one == name or one.startswith(f"{name}.")) == []
