"""The add-on of a department's seats on Windows: what is in it, where it is put, and who looks for it there."""

import csv
import re
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from coding.store.store_errors import StoreError
from db.postgres import driver
from release.wheels_for import requirements
from release.windows.lock import beside, dependencies, of_a_server, reached, unanswered, wanted
from release.windows.read_lock import SEAT_LOCK, Locked, read_lock
from release.windows.server_seat import LICENCES, README, contents, write
from release.windows.tree import IMPORTS, PYTHON, SEAT, SEAT_LIBRARIES, STARTERS

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = ROOT / "release" / "windows"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


# -- the lock


def test_what_a_server_is_reached_by_is_locked_within_its_range_and_by_its_hash():
    locked = read_lock(SEAT_LOCK)
    assert unanswered(of_a_server(), locked) == []
    held = {one.name.lower().replace("_", "-"): one for one in locked}
    assert {"psycopg", "psycopg-binary"} <= held.keys(), "the compiled half brings libpq"
    assert held["psycopg"].version == held["psycopg-binary"].version
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for one in locked for digest in one.hashes)
    assert all(len(one.hashes) == 1 for one in locked)


def test_nothing_is_in_both_the_set_up_and_the_add_on():
    assert beside(read_lock(SEAT_LOCK), read_lock()) == read_lock(SEAT_LOCK)
    assert not unanswered([Requirement("tzdata")], read_lock()), "psycopg asks for it on Windows"
    there = [Locked("Tzdata", "1", ("0",))]
    assert beside([Locked("tzdata", "2", ("0",)), Locked("psycopg", "3", ("0",))], there) == [
        Locked("psycopg", "3", ("0",))
    ]
    assert "psycopg" not in {one.name for one in dependencies()}, "the set-up is as large as it may be"


def test_what_an_extra_asks_for_is_locked_and_that_of_others_is_not():
    found = {
        "psycopg": {
            "metadata": {
                "requires_dist": [
                    'psycopg-binary==3; implementation_name != "pypy" and extra == "binary"',
                    'psycopg-pool; extra == "pool"',
                    'typing-extensions; python_version < "3.13"',
                    'tzdata; sys_platform == "win32"',
                ]
            }
        },
        "psycopg-binary": {"metadata": {}},
    }
    kept, missing = reached(wanted(["psycopg[binary]"]), found)
    assert (set(kept), missing) == ({"psycopg", "psycopg-binary"}, {"tzdata"})
    assert set(reached(wanted(["psycopg"]), found)[0]) == {"psycopg"}


# -- the .zip


@pytest.fixture
def wheels(tmp_path):
    """Two wheels as they lie on the index: one of sources, one with libraries beside its package."""
    files = {
        "psycopg-3-py3-none-any.whl": ("psycopg/__init__.py", "psycopg-3.dist-info/licenses/LICENSE.txt"),
        "psycopg_binary-3-cp313-cp313-win_amd64.whl": (
            "psycopg_binary/pq.cp313-win_amd64.pyd",
            "psycopg_binary.libs/libpq-1.dll",
        ),
    }
    for wheel, names in files.items():
        with zipfile.ZipFile(tmp_path / wheel, "w") as archive:
            for name in names:
                archive.writestr(name, name)
    return sorted(tmp_path.glob("*.whl"))


def test_the_zip_is_one_folder_with_all_that_the_wheels_hold_and_what_to_do(wheels, tmp_path):
    output = tmp_path / "seat.zip"
    count = write(wheels, output, datetime(2026, 11, 30, 8, 0))
    with zipfile.ZipFile(output) as archive:
        names = archive.namelist()
        assert archive.read(f"{SEAT}/cp313/psycopg_binary.libs/libpq-1.dll") == b"psycopg_binary.libs/libpq-1.dll"
        told = archive.read(f"{SEAT}/{README}")
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 30, 8, 0, 0)}
    assert {name.partition("/")[0] for name in names} == {SEAT}, "whoever drags it has one folder to drag"
    assert set(names) == {
        f"{SEAT}/{README}",
        *(f"{SEAT}/licences/{name}" for name in LICENCES),
        f"{SEAT}/cp313/psycopg/__init__.py",
        f"{SEAT}/cp313/psycopg-3.dist-info/licenses/LICENSE.txt",
        f"{SEAT}/cp313/psycopg_binary/pq.cp313-win_amd64.pyd",
        f"{SEAT}/cp313/psycopg_binary.libs/libpq-1.dll",
    }
    assert count == len(names)
    assert told.startswith(b"\xef\xbb\xbf"), "for the editor of an older Windows"
    assert told.count(b"\n") == told.count(b"\r\n") > 8
    first = output.read_bytes()
    write(wheels, output, datetime(2026, 11, 30, 8, 0))
    assert output.read_bytes() == first


def test_a_wheel_that_only_pip_can_lay_out_ends_the_build(tmp_path):
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("a-1.data/scripts/a.py", "")
    with pytest.raises(ValueError, match=r"a-1\.data"):
        contents([wheel])


def test_every_part_of_the_add_on_has_its_licence_in_the_table_and_with_it():
    with (ROOT / "resources" / "licences" / "licences.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    for one in read_lock(SEAT_LOCK):
        assert (rows[one.name]["version"], rows[one.name]["licence"]) == (one.version, "LGPL-3.0-only")
    assert rows["libpq"]["licence"] == "PostgreSQL"
    assert rows["OpenSSL (libpq)"]["licence"] == "Apache-2.0"
    assert {rows["libpq"]["text_file"], rows["OpenSSL (libpq)"]["text_file"], "gpl-3.0.txt"} == set(LICENCES)
    assert "GNU GENERAL PUBLIC LICENSE" in LICENCES["gpl-3.0.txt"].read_text(encoding="utf-8")


# -- beside the program


def test_the_embedded_python_looks_into_the_add_on_behind_everything_else():
    """As Python reads the file: a folder a line, from the folder it lies in."""
    looked_into = IMPORTS.splitlines()
    assert looked_into[-1] == rf"..\{SEAT}\{SEAT_LIBRARIES}"
    assert looked_into[-2] == r"..\lib"
    assert f"cp{PYTHON}" == SEAT_LIBRARIES, "one of another Python is never looked at"
    assert not [line for line in looked_into if line.startswith("import ")]


def section(script, name):
    start = script.index(f"Section {name}")
    return script[start : script.index("SectionEnd", start)]


def test_an_upgrade_keeps_the_add_on_unless_it_is_of_another_python():
    script = (WINDOWS / "setup.nsi").read_text(encoding="utf-8-sig")
    installs = section(script, '"-program"')
    assert f"SetAside {SEAT}" not in installs
    there = rf'${{If}} ${{FileExists}} "$INSTDIR\{SEAT}\*.*"'
    other = rf'${{AndIfNot}} ${{FileExists}} "$INSTDIR\{SEAT}\{SEAT_LIBRARIES}\*.*"'
    removed = rf'RMDir /r "$INSTDIR\{SEAT}"'
    lines = [line.strip() for line in installs.splitlines()]
    at = lines.index(removed)
    assert lines[at - 2 : at + 2] == [there, other, removed, "${EndIf}"]
    assert lines.count(removed) == 1
    assert at > lines.index(r'RMDir /r "$INSTDIR\lib.old"'), "only when the new program is whole"


def test_the_uninstaller_removes_the_add_on():
    script = (WINDOWS / "setup.nsi").read_text(encoding="utf-8-sig")
    assert rf'RMDir /r "$INSTDIR\{SEAT}"' in section(script, '"Uninstall"')


def test_whoever_exchanges_the_portable_folder_is_told_to_keep_the_add_on():
    for path in (WINDOWS / "starters" / "portable" / "readme.txt", ROOT / "docs" / "manual" / "installing.md"):
        (told,) = re.findall("^.*删除除.*以外的全部内容.*$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert "data" in told, path
        assert SEAT in told, path


# -- what the program says without it


@pytest.fixture
def without(monkeypatch):
    """No psycopg, wherever this runs."""
    monkeypatch.setitem(driver.sys.modules, "psycopg", None)


def test_without_it_an_installed_program_says_which_file_goes_where(without, monkeypatch, tmp_path):
    installed = tmp_path / "本院 程序"
    (installed / "python").mkdir(parents=True)
    for name in STARTERS:
        (installed / name).touch()
    monkeypatch.setattr(driver.sys, "executable", str(installed / "python" / "pythonw.exe"))
    with pytest.raises(StoreError) as raised:
        driver.require_driver()
    told = str(raised.value)
    assert f"frontpage-coding-{VERSION}-server-seat.zip" in told
    assert f"{SEAT} 文件夹整个放进“{installed}”" in told
    assert "pip" not in told


def test_without_it_whoever_runs_from_source_is_told_the_line_that_every_shell_takes(without):
    with pytest.raises(StoreError) as raised:
        driver.require_driver()
    told = str(raised.value)
    assert 'pip install ".[server]"' in told
    assert 'pip install --no-index --find-links . "frontpage-coding[server]"' in told
    assert "server-seat" not in told


def test_the_wheelhouse_for_linux_has_what_a_server_is_reached_by_and_no_other_extra(tmp_path):
    wheel = tmp_path / "frontpage_coding-1-py3-none-any.whl"
    asked = ["numpy", 'psycopg[binary]<4,>=3.2; extra == "server"', 'duckdb>=1.1; extra == "province"']
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("frontpage_coding-1.dist-info/METADATA", "".join(f"Requires-Dist: {line}\n" for line in asked))
    assert requirements(wheel, "3.11") == ["numpy", "psycopg[binary]<4,>=3.2"]
