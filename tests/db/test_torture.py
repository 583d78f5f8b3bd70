"""A tenth of ``tools/torture.py``: nothing is lost, nothing is silent, nothing is missed."""

import sys

import pytest

from tools.torture import PARTS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
@pytest.mark.parametrize("part", PARTS)
def test_a_tenth_of_it_finds_nothing_wrong(part, tmp_path, capsys):
    wrong = PARTS[part](tmp_path, 20 if part == "kills" else 10, 7)
    assert wrong == [], capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 fork")
def test_every_kind_of_tampering_is_found(tmp_path):
    from tools.torturing.tamperings import KINDS, run_tamperings

    found = run_tamperings(tmp_path, len(KINDS), 8)
    assert (found.missed, found.failed) == ([], [])
