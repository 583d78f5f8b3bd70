"""A DIP pack as a folder, a .zip and a workbook, told from a DRG pack by the names of its tables."""

import csv
import io
import zipfile

import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.dip.dip_scheme import is_dip_pack, load_dip
from tests.dip.small_city import TABLES
from tests.drg.national_book import write_book
from tests.drg.small_pack import SMALL, case


def cells(rows):
    """A table with its header."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


def as_folder(path, tables):
    path.mkdir()
    for name, rows in tables.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def as_zip(path, tables):
    path = path.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            archive.writestr(f"城市/{name}.csv", text.getvalue().encode("gb18030"))
    return path


def as_workbook(path, tables):
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


FORMS = [as_folder, as_zip, as_workbook]


@pytest.mark.parametrize("write", FORMS)
def test_a_pack_is_read_alike_in_every_form(tmp_path, write):
    path = write(tmp_path / "小城", {name: cells(rows) for name, rows in TABLES.items()})
    assert is_dip_pack(path)
    scheme = load_dip(path)
    assert scheme.title == "小城"
    assert scheme.matcher.match(case("K35.800", "47.0100 54.5100")).seq == "BX-2"


@pytest.mark.parametrize("write", FORMS)
def test_a_drg_pack_is_none(tmp_path, write):
    assert not is_dip_pack(write(tmp_path / "pack", SMALL))


def test_neither_is_the_national_drg_workbook_nor_what_is_no_pack_at_all(tmp_path):
    assert not is_dip_pack(write_book(tmp_path / "book.xlsx"))
    (tmp_path / "notes.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert not is_dip_pack(tmp_path / "notes.xlsx")


def test_a_pack_is_known_by_what_it_holds_and_not_by_its_suffix(tmp_path):
    path = as_workbook(tmp_path / "city", {name: cells(rows) for name, rows in TABLES.items()})
    path = path.rename(tmp_path / "city.xls")
    assert is_dip_pack(path)
    assert load_dip(path).title == "小城"


def test_capital_letters_in_the_names_of_files_change_nothing(tmp_path):
    folder = as_folder(tmp_path / "city", {name: cells(rows) for name, rows in TABLES.items()})
    (folder / "core.csv").rename(folder / "CORE.CSV")
    assert is_dip_pack(folder)
    assert load_dip(folder).title == "小城"


def test_a_table_outside_the_pack_of_an_archive_is_not_of_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        for name, rows in SMALL.items():
            archive.writestr(f"drg/{name}.csv", "\n".join(",".join(map(str, row)) for row in rows))
        archive.writestr("other/core.csv", "seq,layer,dx\n1,BX,K35\n")
    assert not is_dip_pack(tmp_path / "pack.zip")


@pytest.mark.parametrize("key", ["exclude_match", "px_match", "dx_levels", "conservative", "px_role"])
def test_a_pack_that_asks_for_another_way_of_matching_is_refused(tmp_path, key):
    tables = {name: cells(rows) for name, rows in TABLES.items()}
    with pytest.raises(KnowledgeError, match=key):
        load_dip(as_folder(tmp_path / "city", {**tables, "scheme": [*tables["scheme"], [key, "andere"]]}))


def test_a_pack_without_its_settings_is_refused(tmp_path):
    tables = {name: cells(rows) for name, rows in TABLES.items() if name != "scheme"}
    with pytest.raises(KnowledgeError, match="scheme"):
        load_dip(as_folder(tmp_path / "city", tables))


def test_a_table_that_lacks_a_column_is_named(tmp_path):
    tables = {**{name: cells(rows) for name, rows in TABLES.items()}, "primary": [["dx"], ["K35"]]}
    with pytest.raises(KnowledgeError, match="px"):
        load_dip(as_folder(tmp_path / "city", tables))
