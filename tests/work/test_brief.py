"""体检: one export, nothing set up, two pages; what is not in it is said, never passed."""

import csv
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from coding.base.errors import UnusableInputError
from coding.base.resources import resource_path
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.reports.brief_pages import quality_table
from coding.work.brief import brief_of_paths, write_brief
from coding.work.switch_side import SwitchSide

INPUTS = Path(__file__).resolve().parents[1] / "golden" / "inputs"
NOW = datetime(2026, 11, 1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A part of the sample, with the insurer's group on some pages, and its brief under a second scheme."""
    folder = tmp_path_factory.mktemp("brief")
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, *rows = csv.reader(file)
    path = folder / "上月.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "医保实际分组结果"])
        writer.writerows([*row, "XX19" if number % 3 else ""] for number, row in enumerate(rows[:150]))
    made = brief_of_paths([path], load_knowledge(KnowledgeSource()), NOW, second=SwitchSide(str(INPUTS / "pack")))
    return folder, made


def words(made, page):
    found = made.report.pages[page]
    return "".join((*found.lead, *(note for table in found.tables for note in table.notes)))


def test_the_month_is_the_one_most_pages_are_of_and_the_others_are_told(sample):
    _, made = sample
    assert re.fullmatch(r"2026-\d\d", made.period.name)
    assert made.pages < 150
    assert "不在所要的时期内出院" in words(made, 0)


def test_the_four_qualities_are_of_the_pages_that_were_judged(sample):
    _, made = sample
    table = made.report.pages[0].tables[0]
    assert [row[0] for row in table.rows] == ["完整性", "及时性", "准确性", "规范性"]
    for _, judged, whole, share, _, _, unjudged in table.rows:
        assert judged + unjudged == made.pages
        assert share is None if not judged else share == whole / share.__class__(judged)


def test_without_pages_no_quality_has_a_share():
    assert quality_table([]).rows == ()


def test_the_second_page_tells_groups_the_other_scheme_and_the_insurer(sample):
    _, made = sample
    told = words(made, 1)
    assert "应入组" in told
    assert "换用“" in told
    assert "文件中有医保病组的" in told
    assert "一致 0 份" in told
    assert "内置通用方案" in told, "whose groups these are"
    assert {table.key for table in made.report.pages[1].tables} >= {"brief_status", "brief_switch", "brief_agreement"}


def test_the_brief_is_two_pages_that_can_be_searched(sample):
    folder, made = sample
    write_brief(folder / "brief.pdf", made)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here: the text of the paper is not looked at")
    argv = ["pdftotext", str(folder / "brief.pdf"), "-"]
    text = subprocess.run(argv, check=True, capture_output=True).stdout.decode()
    assert text.count("\f") == 2
    assert "病案首页体检" in text
    assert "四个质量" in text


def test_what_the_file_does_not_hold_is_said(tmp_path):
    made = brief_of_paths([INPUTS / "month.csv"], load_knowledge(KnowledgeSource()), NOW)
    told = words(made, 1)
    assert "没有给出另一个分组方案" in told
    assert "没有医保给出的病组一列" in told


def test_no_name_of_a_patient_is_in_it(sample):
    folder, made = sample
    with (folder / "上月.csv").open(encoding="utf-8-sig", newline="") as file:
        secrets = {row[key] for row in csv.DictReader(file) for key in ("XM", "SFZH") if len(row[key]) > 1}
    cells = [str(cell) for page in made.report.pages for table in page.tables for row in table.rows for cell in row]
    told = "\n".join((*cells, words(made, 0), words(made, 1)))
    assert not [secret for secret in secrets if secret in told]


def test_a_file_without_a_day_of_discharge_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "pages.csv"
    path.write_text("ZZJGDM,BAH,XM,ZYZD,JBDM,CYSJ\n1,1,示例,心力衰竭,I50.900,不详\n", encoding="utf-8-sig")
    with pytest.raises(UnusableInputError, match="没有一份病案有能认出的出院日期"):
        brief_of_paths([path], load_knowledge(KnowledgeSource()), NOW)
