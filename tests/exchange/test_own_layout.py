"""A layout is data: one file of columns and a line in two lists, and it is read, offered, written and read back."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coding.exchange.forms import forms
from coding.exchange.layout import layout_by_id

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = """column,key,offset,first,last,written,reading,aliases,note
BINGAN,case_no,0,,,1,,,
XINGMING,patient_name,0,,,1,,,
XINGBIE,sex,0,,,1,,,
NIANLING,age_years,0,,,1,,,
RUYUAN,admission_datetime,0,,,1,,,
CHUYUAN,discharge_datetime,0,,,1,,,
ZHUZHEN,principal_dx_code,0,,,1,,,
ZHUZHEN_MC,principal_dx_name,0,,,1,,,
QITA{i},other_dx_code,0,1,9,2,,,
QITA{i}_MC,other_dx_name,0,1,9,2,,,
SHOUSHU{i},op_code,-1,1,9,1,,,
SHOUSHU{i}_MC,op_name,-1,1,9,1,,,
"""
WORK = """
import sys
from pathlib import Path
from coding.base.resources import RESOURCES
from coding.exchange.forms import forms
from coding.surface import read_file, set_field, write_layout, write_pages

assert RESOURCES.parent == Path(sys.argv[1]), RESOURCES
came = read_file(Path("came.csv"))
assert came.layout == "city", came.layout
page = came.pages[0]
assert page.text("other_dx_code", 2) == "E11.900" and page.text("op_code") == "51.2300"
write_pages(Path("back.csv"), came.pages, came)
assert Path("back.csv").read_bytes() == Path("came.csv").read_bytes()
assert [f.title for f in forms() if f.layout == "city"] == ["某市平台 CSV"]
for suffix in (".csv", ".xlsx", ".dbf", ".json", ".xml"):
    write_layout(Path("new" + suffix), came.pages, "city")
    again = read_file(Path("new" + suffix))
    assert again.layout == "city", suffix
    assert [(p.values, p.diagnoses, p.procedures) for p in again.pages] == [
        (p.values, p.diagnoses, p.procedures) for p in came.pages
    ], suffix
write_layout(Path("other.csv"), came.pages, "n041")
other = read_file(Path("other.csv")).pages
write_layout(Path("city.csv"), other, "city")
assert [p.diagnoses for p in read_file(Path("city.csv")).pages] == [p.diagnoses for p in came.pages]
assert read_file(Path("city.csv")).pages[0].text("admission_datetime") == "2026-01-02 08:00:00"
print("whole")
"""


@pytest.fixture
def tree(tmp_path):
    """A copy of ``coding`` and ``resources`` with one more layout, as a stranger would add it."""
    tree = tmp_path / "tree"
    for name in ("coding", "resources"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    layouts = tree / "resources" / "layouts"
    (layouts / "city.csv").write_text(COLUMNS, encoding="utf-8")
    _add(layouts / "layouts.csv", id="city", title="某市平台", file="city.csv", signature="ZHUZHEN", times="second")
    _add(layouts / "forms.csv", layout="city", suffix=".csv", encoding="utf-8-sig", title="某市平台 CSV")
    return tree


def _add(path, **row):
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header).writerow(row)


def test_a_layout_that_is_only_data_is_read_and_written_in_every_form(tree, tmp_path):
    header = "BINGAN,XINGMING,XINGBIE,NIANLING,RUYUAN,CHUYUAN,ZHUZHEN,ZHUZHEN_MC,QITA1,QITA1_MC,QITA2,QITA2_MC,"
    rows = (
        "001,甲,2,54,2026-01-02 08:00:00,2026-01-09 10:00:00,"
        "K80.000,胆石,I10.x00,高血压,E11.900,糖尿病,51.2300,切除\r\n",
        "002,乙,1,60,2026-01-03 08:00:00,2026-01-05 10:00:00,J18.900,肺炎,,,,,,\r\n",
    )
    (tmp_path / "came.csv").write_text(
        header + "SHOUSHU1,SHOUSHU1_MC\r\n" + "".join(rows), encoding="utf-8", newline=""
    )
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(tree)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.stderr) == ("whole\n", "")


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.title)
def test_every_form_that_is_offered_is_one_of_a_layout_that_can_be_written(form):
    assert layout_by_id(form.layout).is_readable
    assert form.suffix in {".csv", ".xlsx", ".dbf", ".json", ".xml"}
    "".encode(form.encoding)
