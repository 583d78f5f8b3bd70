"""``suggest``: one block of ranked codes per input row, in order."""

import csv

from openpyxl import Workbook

from coding.commands.door import run

TABLE = "编码,名称\nK80.001,胆囊结石\nK81.000,急性胆囊炎\nJ18.900,肺炎\nI10.x00,高血压\n"


def answers(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_blocks_follow_the_rows_and_ranks_follow_the_score(tmp_path):
    (tmp_path / "t.csv").write_bytes(TABLE.encode("gb18030"))
    book = Workbook()
    for row in (["id", "Raw"], [1, "胆囊结石"], [2, "肺炎"], [3, "胆囊结石"], [4, None]):
        book.active.append(row)
    book.save(tmp_path / "w.xlsx")
    argv = ["suggest", str(tmp_path / "w.xlsx"), "--kind", "dx", "--table", str(tmp_path / "t.csv")]
    assert run([*argv, "--column", "raw", "--top", "2", "--out", str(tmp_path / "o.csv")]) == 0
    rows = answers(tmp_path / "o.csv")
    assert list(rows[0]) == ["raw", "rank", "code", "name", "score"]
    firsts = [row for row in rows if row["rank"] == "1"]
    assert [row["raw"] for row in firsts] == ["胆囊结石", "肺炎", "胆囊结石", ""]
    assert [row["code"] for row in firsts] == ["K80.001", "J18.900", "K80.001", ""]
    assert max(int(row["rank"]) for row in rows) <= 2
    by_block = [float(row["score"]) for row in rows if row["raw"] == "肺炎"]
    assert by_block == sorted(by_block, reverse=True)


def test_what_the_hospital_has_accepted_leads(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "terms.csv").write_text("raw,std\n血压偏高一直吃药,高血压\n", encoding="utf-8")
    (tmp_path / "w.csv").write_text("raw\n血压偏高一直吃药\n", encoding="utf-8")
    argv = ["suggest", str(tmp_path / "w.csv"), "--kind", "dx", "--table", str(tmp_path / "t.csv"), "--column", "raw"]
    assert run([*argv, "--terms", str(tmp_path / "terms.csv"), "--out", str(tmp_path / "o.csv")]) == 0
    assert answers(tmp_path / "o.csv")[0]["code"] == "I10.x00"


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path, capsys):
    (tmp_path / "w.csv").write_text("名称,科室\n肺炎,内科\n", encoding="utf-8")
    argv = ["suggest", str(tmp_path / "w.csv"), "--kind", "dx", "--column", "raw", "--out", str(tmp_path / "o.csv")]
    assert run(argv) == 2
    err = capsys.readouterr().err
    assert "raw" in err
    assert "名称、科室" in err
