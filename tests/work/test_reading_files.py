"""Read → link → pre-flight: what belongs together finds its page, what cannot be used says why."""

from datetime import datetime
from zipfile import ZipFile

import pytest

from coding.base.errors import UnknownLayoutError, UnusableInputError
from coding.exchange.preflight import DefectKind
from coding.exchange.profile import MappedColumn, SourceProfile
from coding.exchange.read import read_file
from coding.work.reading_files import UnmappedFileError, files_read
from tests.exchange.make_files import FOLDER, PAGES

NOW = datetime(2026, 11, 1)
UNKNOWN = "编号,病人,主诊\n" + "".join(f"00{n},王某某,K80.000\n" for n in range(6))


def test_a_sheet_of_times_given_beside_its_pages_is_put_on_them():
    [file] = files_read([FOLDER / "n041_utf8.csv", FOLDER / "workflow.csv"], NOW)
    assert file.given == str(FOLDER / "n041_utf8.csv")
    assert len(file.reading.pages) == PAGES
    assert all(p.text("wf_admission_record_time") == "2020-01-01 08:00:00" for p in file.reading.pages)


def test_a_sheet_of_times_alone_finds_the_pages_that_are_kept_elsewhere():
    kept = read_file(FOLDER / "n041_utf8.csv").pages
    [file] = files_read([FOLDER / "workflow.csv"], NOW, known=lambda readings: kept)
    assert [p.case_no for p in file.reading.pages] == [p.case_no for p in kept]
    with pytest.raises(UnusableInputError, match="请先读入首页文件"):
        files_read([FOLDER / "workflow.csv"], NOW, known=lambda readings: ())
    with pytest.raises(UnusableInputError, match="请与首页文件一起检查"):
        files_read([FOLDER / "workflow.csv"], NOW)


def test_pages_elsewhere_are_asked_for_once_with_what_was_read():
    asked = []

    def known(readings):
        asked.append([reading.layout for reading in readings])
        return ()

    assert len(files_read([FOLDER / "n041_utf8.csv"], NOW, known=known)) == 1
    assert asked == [["n041"]]


def test_every_file_of_an_archive_bears_both_names(tmp_path):
    archive = tmp_path / "五月.zip"
    with ZipFile(archive, "w") as packed:
        for month in ("三月", "四月"):
            packed.write(FOLDER / "compact.csv", f"{month}.csv")
    files = files_read([archive, FOLDER / "n041.zip"], NOW)
    assert [file.given for file in files] == [
        f"{archive}/三月.csv",
        f"{archive}/四月.csv",
        str(FOLDER / "n041.zip"),
    ], "an archive of one file goes by its own name"


def test_a_table_that_a_column_map_would_make_readable_says_what_it_holds(tmp_path):
    path = tmp_path / "某公司.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    with pytest.raises(UnmappedFileError) as refused:
        files_read([path], NOW)
    assert isinstance(refused.value, UnknownLayoutError)
    assert refused.value.path == path
    assert list(refused.value.seen.header) == ["编号", "病人", "主诊"]
    columns = (MappedColumn("编号", "case_no"), MappedColumn("主诊", "principal_dx_code"))
    [file] = files_read([path], NOW, [SourceProfile("某公司", columns)])
    assert [p.text("principal_dx_code") for p in file.reading.pages] == ["K80.000"] * 6


def test_the_defects_of_a_file_can_be_asked_for_again_and_go_by_the_moment_handed_in(tmp_path):
    lines = [f"{n},甲,1,2024-03-{n + 1:02},1,K80" for n in range(3)]
    (tmp_path / "a.csv").write_text("\n".join(["BAH,XM,XB,CYSJ,ZFY,JBDM", *lines, ""]), encoding="utf-8")
    [file] = files_read([tmp_path / "a.csv"], datetime(2024, 3, 2, 12))
    assert [d.kind for d in file.defects()] == [d.kind for d in file.defects()] == [DefectKind.PERIOD]
