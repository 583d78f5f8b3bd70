"""The tool that asks whether the tests would notice: what it changes, and that it draws the same again."""

import pytest

pytest.importorskip("cosmic_ray", reason="只在装有 mutants 附加依赖时测试")

from tools.mutants import wilson_lower_bound
from tools.mutation.sites import sample

SOURCE = '''"""Text > 1 and True."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ("old",)


def old(age: int | None, *, words: dict[str, int] | None = None) -> bool:
    """At least 18 and not None."""
    if age is None:
        raise ValueError("no age > 18")
    for word in words or ():
        if word == "young" and age < 18:
            continue
        break
    return age >= 18
'''
LOGIC = {15, 17, 18, 19, 20, 21}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "ages.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_only_lines_of_logic_are_changed_and_every_one_of_them(root):
    assert {m.line for m in sample(root, "package", 1, 500)} == LOGIC


def test_a_mutant_is_the_file_with_one_line_changed(root):
    for mutant in sample(root, "package", 1, 500):
        changed = mutant.source(SOURCE)
        compile(changed, "mutant", "exec")
        pairs = zip(SOURCE.splitlines(), changed.splitlines(), strict=True)
        assert [number for number, (a, b) in enumerate(pairs, 1) if a != b] == [mutant.line]


def test_the_same_seed_draws_the_same_mutants_and_what_was_seen_is_left_out(root):
    first, again = sample(root, "package", 1, 5), sample(root, "package", 1, 5)
    assert first == again
    assert len(first) == 5
    assert not set(first) & set(sample(root, "package", 2, 5, set(first)))


def test_a_score_of_few_mutants_is_told_with_its_lower_bound():
    assert wilson_lower_bound(0, 0) == 0
    assert wilson_lower_bound(48, 60) == pytest.approx(0.682, abs=0.001)
    assert wilson_lower_bound(60, 60) == pytest.approx(0.940, abs=0.001)
