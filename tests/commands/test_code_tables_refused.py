"""On the command line, too, a table of weights is no table of diagnoses: exit 2 and one sentence."""

import pytest

from coding.base.resources import resource_path
from coding.commands.door import run

WEIGHTS = "DRG编码,DRG名称,权重\n" + "".join(f"{drg},某手术,1.2\n" for drg in ("FL19", "GI13", "IO11", "HC25", "ES31"))


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "某市权重.csv"
    path.write_text(WEIGHTS, encoding="utf-8")
    return path


@pytest.mark.parametrize("option", ["--dx-table", "--px-table"])
def test_check_refuses_weights_as_codes(weights, tmp_path, capsys, option):
    sample = resource_path("sample/sample_n041.csv")
    assert run(["check", str(sample), option, str(weights), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.strip()
    assert "像是DRG 权重表" in said
    assert "\n" not in said


def test_suggest_and_scheme_refuse_them_too(weights, tmp_path, capsys, write_pack):
    names = tmp_path / "名称.csv"
    names.write_text("raw\n肺炎\n", encoding="utf-8")
    asked = ["suggest", str(names), "--kind", "dx", "--table", str(weights), "--column", "raw"]
    assert run([*asked, "--out", str(tmp_path / "o.csv")]) == 2
    assert run(["scheme", str(write_pack()), "--dx-table", str(weights)]) == 2
    assert capsys.readouterr().err.count("像是DRG 权重表") == 2
