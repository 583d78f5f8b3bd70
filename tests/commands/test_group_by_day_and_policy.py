"""``group`` with files that have days: a policy beside them is not forgotten, and DIP keeps its columns."""

from coding.commands.door import run
from tests.commands.test_group_dip import write_city
from tests.commands.test_policy_option import files, group, table  # noqa: F401 - files is a fixture


def test_a_policy_beside_a_dated_tariff_still_pays(files):  # noqa: F811
    plain = group(files)
    out = files / "d.csv"
    dated = ["--tariff", f"{files / '权重.csv'}@2020-01-01", "--policy", str(files / "政策.csv")]
    assert run(["group", str(files / "首页.csv"), *dated, "--out", str(out)]) == 0
    assert table(out) == plain


def test_a_policy_with_days_pays_on_its_days(files):  # noqa: F811
    out = files / "d.csv"
    dated = ["--tariff", str(files / "权重.csv"), "--policy", f"{files / '政策.csv'}@2026-01-01..2026-12-31"]
    assert run(["group", str(files / "首页.csv"), *dated, "--out", str(out)]) == 0
    rows = table(out)
    assert rows[0]["payment"] == "15000"
    assert rows[4]["policy"] == ""  # discharged in 2027: no policy then


def test_a_dip_pack_with_days_writes_what_it_writes_without(files):  # noqa: F811
    city, plain, dated = write_city(files / "city"), files / "p.csv", files / "d.csv"
    assert run(["group", str(files / "首页.csv"), "--scheme", str(city), "--out", str(plain)]) == 0
    assert run(["group", str(files / "首页.csv"), "--scheme", f"{city}@2020-01-01", "--out", str(dated)]) == 0
    same = ("case_id", "status", "layer", "seq", "score", "standard", "payment")
    assert [[row[n] for n in same] for row in table(dated)] == [[row[n] for n in same] for row in table(plain)]
