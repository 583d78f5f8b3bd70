"""Whatever the command line writes is what it wrote when it was last looked at."""

import difflib

import pytest

from tests.golden.golden_runs import RUNS, expected, outputs


@pytest.mark.parametrize("name", RUNS)
def test_every_output_is_as_it_was_when_a_person_last_looked(name, tmp_path):
    wanted, found = expected(name), outputs(name, tmp_path)
    assert sorted(found) == sorted(wanted), "python -m tools.renew_goldens"
    changed = "".join(_difference(path, wanted[path], found[path]) for path in wanted if wanted[path] != found[path])
    assert not changed, f"if this is meant: python -m tools.renew_goldens\n{changed}"


def _difference(path, wanted, found):
    lines = [part.decode("utf-8", "replace").splitlines(keepends=True) for part in (wanted, found)]
    return "".join(difflib.unified_diff(*lines, f"{path} expected", f"{path} found", n=0)) or f"{path}: other bytes\n"


def test_the_goldens_show_all_that_a_command_can_write():
    assert set(expected("check")) >= {f"out/{n}.csv" for n in ("findings", "groups", "scores", "rejects")}
    assert expected("check")["out/rejects.csv"].count(b"\n") > 1
    assert "out/summary.json" in expected("check")
    assert "out/rejects/pages.csv" in expected("check_preflight")
    assert "→ 1\n" in expected("scheme")["told.txt"].decode()
    assert expected("errors")["told.txt"].decode().count("→ 2\n") == len(RUNS["errors"])
