"""The one reader of ``resources/`` reads each file once, remembers what it gave out, and is the only one."""

import re
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.base.resources import Resources

ROOT = Path(__file__).resolve().parents[2]
#: Who needs the place of a file, not its content: what is opened like a user's file (sample, pack, tariff of a
#: dialog or a benchmark), what Qt draws (icons), and the font that is put into reports.
PLACES = {
    "coding/base/resources.py",
    "coding/commands/bench.py",
    "coding/commands/bench_files.py",
    "coding/reports/chart_picture.py",
    "coding/reports/pdf_fonts.py",
    "ui/icons/icons.py",
    "ui/opening_files.py",
    "ui/screenshots.py",
    "ui/story_pictures.py",
    "ui/theme/stylesheet.py",
}


@pytest.fixture
def shelf(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.csv").write_text("x\n1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("x\n1\n", encoding="utf-8")
    return Resources(tmp_path)


def test_it_remembers_what_it_gave_out(shelf):
    assert dict(shelf.given) == {}
    shelf.table("rules/a.csv")
    assert list(shelf.given) == ["rules/a.csv"]
    shelf.content("b.csv")
    assert list(shelf.given) == ["b.csv", "rules/a.csv"]


def test_to_name_or_to_hash_a_file_is_not_to_give_it_out(shelf):
    assert shelf.names() == ("b.csv", "rules/a.csv")
    shelf.digest(shelf.names())
    assert dict(shelf.given) == {}


def test_what_was_hashed_is_what_is_given_out_though_the_file_is_exchanged_meanwhile(shelf):
    before = shelf.digest(["b.csv"])
    (shelf.root / "b.csv").write_text("x\n2\n", encoding="utf-8")
    assert list(shelf.table("b.csv")) == [{"x": "1"}]
    assert shelf.digest(["b.csv"]) == before
    assert Resources(shelf.root).digest(["b.csv"]) != before


def test_a_table_is_parsed_once(shelf):
    assert shelf.table("b.csv") is shelf.table("b.csv", "x")


def test_names_count_like_contents(shelf):
    (shelf.root / "c.csv").write_text("x\n1\n", encoding="utf-8")
    assert shelf.digest(["b.csv"]) != shelf.digest(["c.csv"]) != shelf.digest(["b.csv", "c.csv"])
    assert shelf.digest(["c.csv", "b.csv"]) == shelf.digest(["b.csv", "c.csv"])


def test_how_lines_end_does_not_count(shelf):
    before = shelf.digest(["b.csv"])
    (shelf.root / "b.csv").write_bytes(b"x\r\n1\r\n")
    assert Resources(shelf.root).digest(["b.csv"]) == before


def test_what_an_editor_leaves_beside_a_file_is_no_file_of_ours(shelf):
    (shelf.root / "rules" / ".~lock.a.csv#").write_text("张三", encoding="utf-8")
    (shelf.root / "rules" / "~$a.csv").write_text("张三", encoding="utf-8")
    assert shelf.names() == ("b.csv", "rules/a.csv")


def test_a_file_that_is_gone_is_told_in_one_sentence(shelf):
    with pytest.raises(KnowledgeError, match=r"resources/c\.csv 打不开（路径不存在）：请重新安装程序"):
        shelf.table("c.csv")


def test_nobody_else_reads_the_resources():
    reaching = re.compile(r"\bresource_path\(|\bRESOURCES\b|[\"']resources[\"'/]")
    sources = [path for top in ("coding", "db", "ui") for path in (ROOT / top).rglob("*.py")]
    reach = {p.relative_to(ROOT).as_posix() for p in sources if reaching.search(p.read_text(encoding="utf-8"))}
    assert reach <= PLACES
