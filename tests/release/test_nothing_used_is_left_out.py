"""What a library imports when it is imported must not be on the list of what is left out of the set-up."""

import json
import os
import subprocess
import sys
from pathlib import Path

from release.windows.trim import read_list, stays

ROOT = Path(__file__).resolve().parents[2]
#: Imported in a process of its own, as the program imports them, with some of their first work; prints file names.
_CODE = """
import json, sys
from pathlib import Path
import argon2, cryptography.hazmat.primitives.asymmetric.ed25519, cryptography.hazmat.primitives.ciphers.aead
import docx, lxml.etree, numpy, pandas, pyrage, python_calamine, re2, sqlcipher3, sqlite_utils, xlsxwriter
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, LCSseq, Levenshtein
from PIL import Image, ImageDraw, ImageFont
import PySide6.QtWidgets, pyqtgraph
from fpdf import FPDF

argon2.PasswordHasher(time_cost=1, memory_cost=64).hash("x")
pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}).groupby("b").agg({"a": "sum"}).to_csv()
docx.Document().add_table(1, 1)
document = FPDF()
document.add_page()
document.add_font("report", fname=sys.argv[1])
document.set_font("report", size=9)
document.cell(text="病案")
document.output()
files = [Path(module.__file__).as_posix() for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
print(json.dumps([name.rpartition("/site-packages/")[2] for name in files if "/site-packages/" in name]))
"""
#: Qt has other names on Windows (test_windows_set_up.py asks by module); what developers install as
#: editable is no wheel of the set-up; and Pillow goes on without profiles of colours, which no picture of ours has.
_OTHER = ("PIL/_imagingcms.", "PySide6/", "shiboken6/", "__editable__", "_distutils_hack/")


def test_what_is_imported_is_installed():
    told = subprocess.run(
        [sys.executable, "-c", _CODE, str(ROOT / "resources" / "fonts" / "report.ttf")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    files = [name for name in json.loads(told.stdout) if not name.startswith(_OTHER)]
    assert any(name.startswith("pandas/") for name in files)
    lines = read_list()
    assert [name for name in files if not stays(name, lines)] == []
