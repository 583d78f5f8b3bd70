"""Sentences that quote a file: one screenful, and nothing in them that a terminal obeys."""

import pickle

import pytest

from coding.base.errors import KnowledgeError, UnusableInputError
from coding.base.readable import readable
from coding.commands.door import run
from coding.drg.complaint import Complaint

HEAD = "项目,值,适用对象,生效日期,失效日期,依据\n"


def test_what_is_short_and_plain_stays():
    said = "“首页.csv”第3行：身高 170 不可用：请改正。"
    assert readable(said) == said
    assert str(UnusableInputError(said)) == said


def test_a_long_cell_is_cut_where_it_is_quoted_and_the_advice_stays():
    said = readable(f"第3行：不认识的项目“{'长' * 100_000}”：请改正或删去这一行。")
    assert said == f"第3行：不认识的项目“{'长' * 60}…”：请改正或删去这一行。"
    assert readable(said) == said


def test_what_is_long_without_quotes_keeps_both_ends():
    said = readable("第3行：" + "长" * 100_000 + "请改正。")
    assert said.startswith("第3行：长")
    assert said.endswith("长请改正。")
    assert len(said) < 600
    assert readable(said) == said


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\r", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_nothing_steers_a_terminal(sign):
    assert str(KnowledgeError(f"“a{sign}b”不可用。")) == "“a\ufffdb”不可用。"
    assert sign not in str(Complaint("mdc.csv", 3, f"“a{sign}b”不可用。"))


def test_an_error_comes_whole_out_of_another_process():
    error = KnowledgeError("“甲”不可用。")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_policy_with_a_cell_of_any_length_is_refused_in_one_readable_sentence(tmp_path, capsys):
    policy = tmp_path / "政策.csv"
    policy.write_text(f"{HEAD}{'长' * 100_000}\x1b[31m,9000,,,,\n", encoding="utf-8")
    pages = tmp_path / "首页.csv"
    pages.write_text("case_id,sex,age,dx,px\na,1,40,I10.x00,\n", encoding="utf-8")
    assert run(["group", str(pages), "--policy", str(policy), "--out", str(tmp_path / "o.csv")]) == 2
    said = capsys.readouterr().err
    assert len(said) < 700
    assert "\x1b" not in said
    assert "第 2 行" in said
