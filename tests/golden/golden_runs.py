"""Every output of the command line once: what is run, and what must come out, byte by byte.

``expected/<run>/`` holds what one run wrote: its files, and ``told.txt``, which is the exit code and what stood on the
screen. ``python -m tools.renew_goldens`` writes them anew; look at the difference before you commit it.
"""

import contextlib
import io
import json
import os
import re
import shutil
from pathlib import Path

import openpyxl

from coding.commands.door import run

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "expected"
_DAY = ["--as-of", "2026-11-01", "--jobs", "1"]

_COMMANDS = (
    "check",
    "group",
    "suggest",
    "scheme",
    "proof",
    "region",
    "compare",
    "payment",
    "paid",
    "month",
    "screenshots",
    "bench",
)

#: What a month writes in forms of its own, which tests of their own look at; and the long table of its indicators.
LEFT_OUT = {"indicators.csv", "brief.pdf", *(f"report.{form}" for form in ("xlsx", "docx", "pdf", "html"))}

#: Name of a run → its command lines, one after the other in one folder that holds a copy of ``inputs/``.
RUNS = {
    "check": [["check", "pages.csv", "--out", "out", *_DAY]],
    "check_preflight": [["check", "pages.csv", "--out", "out", "--preflight", *_DAY]],
    "check_together": [
        ["check", "month.csv", "list.json", "workflow.csv", "--out", "out", "--tariff", "tariff.csv", *_DAY]
    ],
    "check_own_rules": [["check", "pages.csv", "--out", "out", "--rules", "rules.csv", *_DAY]],
    "compare": [["compare", "cases.csv", "--scheme", "embedded", "--scheme", "pack", "--out", "out", "--jobs", "1"]],
    "group_cases": [["group", "cases.csv", "--tariff", "tariff.csv", "--out", "groups.csv"]],
    "group_pages": [["group", "pages.csv", "--out", "groups.csv"]],
    "group_by_own_pack": [["group", "cases.csv", "--scheme", "pack", "--out", "groups.csv"]],
    "group_policy": [["group", "pages.csv", "--policy", "demo", "--out", "groups.csv"]],
    "paid": [["paid", "paid.csv", "--pages", "pages.csv", "--policy", "demo", "--as-of", "2026-11-01", "--out", "out"]],
    "month": [["month", "month.csv", "list.json", "--period", "2026-07", "--policy", "demo", "--out", "out", *_DAY]],
    "month_brief": [["month", "pages.csv", "--brief", "--out", "out", *_DAY]],
    "scheme": [["scheme", "pack"], ["scheme", "pack_wrong"]],
    "proof": [
        [
            *("proof", "insurer.csv", "--scheme", "pack", "--out", "out", "--take", "1", "--reason", "已询问医保局"),
            *("--by", "甲", "--as-of", "2026-11-01"),
        ],
        ["proof", "insurer.csv", "--scheme", "pack", "--amendments", "out/amendments.csv", "--out", "again"],
    ],
    "suggest_dx": [
        [
            "suggest",
            "dx_names.csv",
            "--kind",
            "dx",
            "--column",
            "名称",
            "--terms",
            "terms.csv",
            "--top",
            "3",
            "--out",
            "o.csv",
        ]
    ],
    "suggest_px": [["suggest", "px_names.csv", "--kind", "px", "--column", "名称", "--top", "3", "--out", "o.csv"]],
    "help": [["--help"], *([name, "--help"] for name in _COMMANDS)],
    "errors": [
        ["check"],
        ["无此命令"],
        ["check", "none.csv", "--out", "out"],
        ["check", ".", "--out", "out"],
        ["check", "terms.csv", "--out", "out"],
        ["check", "workflow.csv", "--out", "out"],
        ["check", "pages.csv", "--out", "pages.csv"],
        ["check", "pages.csv", "--out", "out", "--as-of", "昨天"],
        ["check", "pages.csv", "--out", "out", "--jobs", "两个"],
        ["check", "pages.csv", "--out", "out", "--dx-table", "none.csv"],
        ["check", "pages.csv", "--out", "out", "--dx-table", "cases.csv"],
        ["check", "pages.csv", "--out", "out", "--scheme", "cases.csv"],
        ["check", "pages.csv", "--out", "out", "--tariff", "terms.csv"],
        ["check", "pages.csv", "--out", "out", "--edition", "旧版"],
        ["group", "cases.csv", "--out", "cases.csv"],
        ["group", "cases.csv", "--out", "."],
        ["group", "workflow.csv", "--out", "o.csv"],
        ["proof", "cases.csv", "--out", "out"],
        ["proof", "insurer.csv", "--scheme", "pack", "--out", "out", "--take", "9"],
        ["proof", "insurer.csv", "--scheme", "pack", "--out", "insurer.csv"],
        ["compare", "cases.csv", "--scheme", "pack", "--out", "out"],
        ["compare", "cases.csv", "--scheme", "pack", "--scheme", "none", "--out", "out"],
        ["compare", "cases.csv", "--scheme", "pack", "--scheme", "embedded", "--period", "去年", "--out", "out"],
        ["month", "pages.csv", "--out", "out"],
        ["month", "pages.csv", "--period", "2031-02", "--out", "out"],
        ["month", "pages.csv", "--period", "2026-07", "--sampling", "terms.csv", "--out", "out"],
        ["scheme", "none"],
        ["scheme", "cases.csv"],
        ["suggest", "dx_names.csv", "--kind", "xx", "--column", "名称", "--out", "o.csv"],
        ["suggest", "dx_names.csv", "--kind", "dx", "--column", "诊断", "--out", "o.csv"],
        ["suggest", "dx_names.csv", "--kind", "dx", "--column", "名称", "--top", "0", "--out", "o.csv"],
    ],
}


def outputs(name, folder):
    """Run ``name`` in the empty ``folder``: path of each file that it wrote, and ``told.txt``, as bytes."""
    shutil.copytree(HERE / "inputs", folder, dirs_exist_ok=True)
    given = {path.relative_to(folder) for path in folder.rglob("*")}
    with contextlib.chdir(folder), _plain_screen():
        told = "".join(_told(argv) for argv in RUNS[name])
    written = {p.relative_to(folder): p for p in folder.rglob("*") if p.is_file()}
    made = {path: full for path, full in written.items() if path not in given and path.name not in LEFT_OUT}
    files = {_called(path): _lasting(full) for path, full in made.items()}
    return {**files, "told.txt": told.encode()}


def expected(name):
    """What the run must give, as ``outputs`` says it."""
    folder = EXPECTED / name
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _told(argv):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(argv, screenshots=lambda folder: 0)
    said = out.getvalue()
    if "--help" in argv:  # where argparse breaks its lines differs from one Python to the next
        said = " ".join(said.split()) + "\n"
    return f"$ {' '.join(argv)}\n→ {code}\n{said}{_marked(err.getvalue())}\n"


def _marked(said):
    bare = said.replace("'", "")  # newer versions of argparse quote no choices
    return "".join(f"! {line}\n" for line in bare.splitlines())


def _called(path):
    """Of a workbook its text is kept: the bytes differ with the moment at which it was packed."""
    return f"{path.as_posix()}.txt" if path.suffix == ".xlsx" else path.as_posix()


def _text_of_book(path):
    lines = []
    for sheet in openpyxl.load_workbook(path, read_only=True):
        lines.append(f"[{sheet.title}]")
        for row in sheet.iter_rows(values_only=True):
            cells = ["" if cell is None else str(cell) for cell in row]
            lines.append("\t".join(cells).rstrip("\t"))
    said = re.sub(r"文件日期 \d{4}-\d\d-\d\d", "文件日期", "\n".join(lines))
    return f"{said}\n".encode()


def _lasting(path):
    """The bytes without what differs from run to run: the seconds it took, the name of the Knowledge, days of files."""
    if path.suffix == ".xlsx":
        return _text_of_book(path)
    if path.name != "summary.json":
        return path.read_bytes()
    summary = json.loads(path.read_text(encoding="utf-8"))
    if "seconds" in summary:
        assert summary.pop("seconds") >= 0
        assert summary.pop("knowledge")
        summary.pop("timings", None)
        summary.pop("pages_a_second", None)
    for side in ("old", "new"):
        summary.get(side, {}).pop("file_date", None)
    return json.dumps(summary, ensure_ascii=False, indent=2).encode()


@contextlib.contextmanager
def _plain_screen():
    """argparse asks for the width of the screen, and newer ones for colours."""
    before = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.environ.update(COLUMNS="100", NO_COLOR="1")
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
