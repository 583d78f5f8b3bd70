"""A hospital's own rules that yield to each other, or to themselves, are not lost without a word."""

import csv

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from tests.commands.test_policy_option import stay

#: As version 0.1.0 exported them: without near, strength and violation.
HEAD = (
    "id,dimension,severity,on,fields,kind,params,when,message,hint,basis,valid_from,valid_to,moment,role,yields_to,"
    "fails,passes"
)


@pytest.mark.parametrize(
    ("yields", "told"),
    [(("H1-002", "H1-001"), ["H1-001"]), (("H1-001", "H1-001"), ["H1-001"]), (("H1-002", ""), ["H1-002"])],
)
def test_one_of_them_is_told(tmp_path, yields, told):
    page = stay("0001")
    write_n041(tmp_path / "首页.csv", [page])
    rows = [
        f"H1-00{n},coding,error,1,principal_dx_code,principal_not,codes={page.diagnoses[0].code[:3]},,"
        f"【{{code}}】第{n}条,核对,本院规定,,,,coder,{to},,"
        for n, to in enumerate(yields, 1)
    ]
    (tmp_path / "规则.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    out = tmp_path / "out"
    asked = ["check", str(tmp_path / "首页.csv"), "--out", str(out), "--rules", str(tmp_path / "规则.csv"), "--quiet"]
    assert run(asked) == 0
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["rule"].startswith("H1")]
    assert [(row["rule"], row["strength"]) for row in found] == [(rule, "clear") for rule in told]
