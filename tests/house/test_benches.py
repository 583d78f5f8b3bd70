"""Every bench starts: it says what it measures when it is asked, and refuses what it does not know."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHES = sorted(path.stem for path in (ROOT / "tools").glob("bench_*.py"))
#: All of them in one process: what they import is imported once.
_STARTS = """
import contextlib, io, json, runpy, sys
told = {}
for name in sys.argv[1:]:
    for word in ("--help", "--no-such-word"):
        sys.argv, said, code = [name, word], io.StringIO(), 0
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                runpy.run_module(f"tools.{name}", run_name="__main__")
            except SystemExit as end:
                code = end.code
            except ImportError as error:
                code = f"{error.name}"
        told[f"{name} {word}"] = code, said.getvalue()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def started():
    command = [sys.executable, "-c", _STARTS, *BENCHES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_says_what_it_measures_and_refuses_another_word(started, name):
    code, said = started[f"{name} --help"]
    if code in ("psycopg", "distributed", "pyarrow", "duckdb"):
        pytest.skip(f"{code} is not installed")
    assert code == 0, said
    first = (ROOT / "tools" / f"{name}.py").read_text(encoding="utf-8").partition("\n")[0].removeprefix('"""')
    assert " ".join(first.split()) in " ".join(said.split())
    code, said = started[f"{name} --no-such-word"]
    assert code == 2, said
    assert "error: " in said
