"""``compare`` under amendments and under the example policy: each side as the other commands would group and price."""

import json

from coding.commands.door import run
from coding.exchange.write import write_n041
from tests.commands.test_amendments_command import book  # noqa: F401 - a fixture
from tests.commands.test_compare_command import page, table
from tests.commands.test_group_dip import write_city


def pages(tmp_path):
    write_n041(tmp_path / "首页.csv", [page("1", "I50.900")])
    return str(tmp_path / "首页.csv")


def test_a_scheme_against_itself_amended(book, tmp_path):  # noqa: F811
    mended, file, out = tmp_path / "更正.csv", pages(tmp_path), tmp_path / "out"
    run(["scheme", str(book), "--amendments-out", str(mended)])
    both = ["--scheme", str(book), "--scheme", str(book), "--amendments", "-", "--amendments", str(mended)]
    assert run(["compare", file, *both, "--jobs", "1", "--out", str(out)]) == 0
    (row,) = table(out / "cases.csv")
    assert (row["group_a"], row["group_b"]) == ("F000", "FR15")
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert told["old"]["stamp"] != told["new"]["stamp"]


def test_a_dip_pack_has_no_amendments(book, tmp_path, capsys):  # noqa: F811
    mended, file = tmp_path / "更正.csv", pages(tmp_path)
    run(["scheme", str(book), "--amendments-out", str(mended)])
    city = write_city(tmp_path / "city")
    both = ["--scheme", str(city), "--scheme", str(book), "--amendments", str(mended)]
    assert run(["compare", file, *both, "--out", str(tmp_path / "out")]) == 2
    assert "不能用 DRG 的更正表" in capsys.readouterr().err
    given = ["--scheme", str(city), "--amendments", str(mended)]
    assert run(["group", file, *given, "--out", str(tmp_path / "o.csv")]) == 2
    assert run(["check", file, *given, "--out", str(tmp_path / "c")]) == 2
    assert run(["scheme", str(city), "--amendments", str(mended)]) == 2
    assert not (tmp_path / "o.csv").exists()


def test_the_example_policy_goes_by_its_word(tmp_path):
    both = ["--scheme", "embedded", "--scheme", "embedded", "--policy", "demo", "--policy", "演示"]
    assert run(["compare", pages(tmp_path), *both, "--jobs", "1", "--out", str(tmp_path / "out")]) == 0
    told = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert "演示政策" in told["old"]["policy"]


def test_answers_of_a_region_are_not_overwritten_by_its_pack(tmp_path, capsys):
    groups, answers = tmp_path / "目录.csv", tmp_path / "scheme.csv"
    groups.write_text("DRG编码,DRG名称\nFR11,心力衰竭\n", encoding="utf-8")
    answers.write_text("类别,对象,名称,回答,条件或编码,说明\n病组,FR11,心力衰竭,是,,\n", encoding="utf-8")
    before = answers.read_bytes()
    assert run(["region", "--groups", str(groups), "--answers", str(answers), "--out", str(tmp_path)]) == 2
    assert answers.read_bytes() == before
    assert "就是输入文件" in capsys.readouterr().err
