"""``learn``: what the hospital's own coded years teach, without the window."""

import csv
import json

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from main import open_store

WORDS = "慢阻老病犯了"


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def years(tmp_path):
    pages = [
        FrontPage(
            {"case_no": f"{month}{n:05}", "los_days": "6", "age_years": "70", "fee_total": "5000",
             "discharge_datetime": f"2026-0{month}-1{n} 10:00:00"},
            (Diagnosis("J44.100", WORDS, "1"), Diagnosis("I63.900", "陈旧性脑梗死", "1")),
        )
        for month in (1, 2, 3) for n in range(4)
    ]  # fmt: skip
    write_n041(tmp_path / "years.csv", pages)
    return tmp_path / "years.csv"


def test_what_is_learned_what_is_open_and_what_is_usual(years, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(["learn", str(years), "--out", str(out)]) == 0
    (pair,) = table(out / "terms.csv")
    assert (pair["raw"], pair["code"], pair["count"], pair["share"]) == (WORDS, "J44.100", "12", "1")
    (doubted,) = table(out / "open.csv")
    assert doubted["raw"] == "陈旧性脑梗死"
    assert "不符" in doubted["why"]
    (usual,) = table(out / "usual.csv")
    assert (usual["code"], usual["stays"], usual["days_p50"]) == ("J44.100", "12", "6")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["first_hits"] == {"month": "2026-03", "rows": 8, "of": 8, "before": 0, "after": 4}
    assert "12 份病案" in capsys.readouterr().out


def test_what_is_learned_goes_into_the_book_for_approval_once(years, tmp_path):
    db = tmp_path / "store.sqlite"
    SqliteStore(db).close()
    given = ["learn", str(years), "--db", str(db), "--keep", "--quiet", "--out"]
    assert run([*given, str(tmp_path / "one")], open_store=open_store) == 0
    assert run([*given, str(tmp_path / "two")], open_store=open_store) == 0
    store = SqliteStore(db)
    assert [(t.pair.raw, t.state, t.pair.count) for t in store.terms()] == [(WORDS, "learned", 12)]
    store.close()
    assert table(tmp_path / "two" / "terms.csv") == []


@pytest.mark.parametrize(("more", "sentence"), [([], "没有给出病案"), (["x.csv", "--keep"], "--keep 要写入术语本")])
def test_what_is_missing_is_said(tmp_path, capsys, more, sentence):
    assert run(["learn", *more, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err
