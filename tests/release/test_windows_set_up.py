"""What the Windows set-up is made of: the lock answers what the program asks for, and nothing it uses is left out."""

import ast
import csv
import re
import tomllib
from pathlib import Path

import pytest

from release.windows.lock import TARGET, dependencies, reached, unanswered, wanted
from release.windows.locked_only import copy_locked
from release.windows.read_lock import Locked, read_lock
from release.windows.tree import SOURCE, STARTERS
from release.windows.trim import idle, read_list, stays, trim

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = ROOT / "release" / "windows"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_library_that_the_program_asks_for_is_locked_within_its_range():
    assert unanswered(dependencies(), read_lock()) == []


def test_a_library_out_of_its_range_or_missing_is_named():
    asked = wanted(
        ["numpy>=1.26,<3", "pandas>=2.2,<4", "colorama; sys_platform == 'win32'", "uvloop; sys_platform == 'linux'"]
    )
    locked = [Locked("numpy", "3.0", ("0",)), Locked("Pandas", "2.2.1", ("0",))]
    assert [re.match(r"\w+", text)[0] for text in unanswered(asked, locked)] == ["numpy", "colorama"]


def test_what_only_windows_asks_for_is_found_though_linux_resolves():
    found = {
        "click": {"metadata": {"requires_dist": ["colorama; platform_system == 'Windows'", "x; os_name == 'posix'"]}}
    }
    kept, missing = reached(wanted(["click"]), found)
    assert (set(kept), missing) == ({"click"}, {"colorama"})


def test_each_locked_wheel_has_its_hash_and_stands_once():
    locked = read_lock()
    assert len({one.name.lower() for one in locked}) == len(locked) > 30
    assert all(one.hashes and all(re.fullmatch("[0-9a-f]{64}", digest) for digest in one.hashes) for one in locked)


def test_the_lock_holds_to_the_versions_that_were_run():
    held = {one.name.replace("_", "-").lower(): one.version for one in read_lock()}
    lines = (WINDOWS / "constraints.txt").read_text(encoding="utf-8").splitlines()
    proved = dict(line.lower().split("==") for line in lines if line and not line.startswith("#"))
    assert proved
    assert {name: held[name] for name in proved} == proved


def test_the_first_library_of_the_window_is_bounded_only_where_it_aborts():
    named = [text for text in PROJECT["dependencies"] if text.startswith("PySide6-Essentials")]
    assert len(named) == 2
    assert len(wanted(named)) == 1
    assert wanted(named)[0].specifier.contains("6.12.0"), f"CPython {TARGET['python_version']} runs 6.12"


def test_a_wheel_that_is_not_the_locked_one_is_missed(tmp_path):
    lock, downloads, wheels = tmp_path / "lock.txt", tmp_path / "downloads", tmp_path / "wheels"
    downloads.mkdir()
    wheels.mkdir()
    (downloads / "a-1-py3-none-any.whl").write_bytes(b"changed by one byte")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of b"x"
    lock.write_text(f"a==1 \\\n    --hash=sha256:{digest}\n")
    assert copy_locked(downloads, wheels, lock) == [digest]
    (downloads / "a-1-py3-none-any.whl").write_bytes(b"x")
    assert copy_locked(downloads, wheels, lock) == []
    assert [path.name for path in wheels.iterdir()] == ["a-1-py3-none-any.whl"]


def qt_modules():
    """The modules of Qt that the window imports anywhere."""
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            yield from (name.split(".")[1] for name in named if name.startswith("PySide6.Qt"))


def test_every_module_of_qt_that_the_window_imports_is_installed():
    lines = read_list()
    modules = set(qt_modules())
    assert {"QtCore", "QtGui", "QtWidgets"} <= modules
    left_out = {
        file
        for module in modules
        for file in (f"PySide6/{module}.pyd", f"PySide6/Qt6{module.removeprefix('Qt')}.dll")
        if not stays(file, lines)
    }
    assert left_out == set(), "add them to release/windows/trim.txt"


def test_every_line_of_the_trim_list_has_a_reason(tmp_path):
    assert all(line.reason for line in read_list())
    (tmp_path / "trim.txt").write_text("a/*\n")
    with pytest.raises(ValueError, match="line 1"):
        read_list(tmp_path / "trim.txt")


def test_the_last_line_that_fits_decides_and_empty_folders_go(tmp_path):
    (tmp_path / "trim.txt").write_text("a/* # unused\n!a/kept/* # used\n")
    lib = tmp_path / "lib"
    for name in ("a/b/c.py", "a/kept/d.py", "e.py"):
        (lib / name).parent.mkdir(parents=True, exist_ok=True)
        (lib / name).write_text("1234")
    lines = read_list(tmp_path / "trim.txt")
    assert trim(lib, lines) == 4
    assert sorted(p.relative_to(lib).as_posix() for p in lib.rglob("*")) == ["a", "a/kept", "a/kept/d.py", "e.py"]


def test_a_line_that_fits_nothing_is_named(tmp_path):
    assert idle(["a/b.py"], read_list()[:1]) == [read_list()[0].pattern]


def test_every_part_that_ships_has_its_licence_and_the_text_of_it():
    folder = ROOT / "resources" / "licences"
    with (folder / "licences.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["name"].replace("_", "-").lower(): row for row in csv.DictReader(file)}
    lines = read_list()
    shipped = [one for one in read_lock() if stays(f"{one.name.lower()}-{one.version}.dist-info/METADATA", lines)]
    assert len(shipped) > 30
    for one in shipped:
        row = rows[one.name.replace("_", "-").lower()]
        assert row["version"] == one.version, one.name
    assert {"cpython", "qt", "openssl", "sqlcipher", "noto sans cjk sc", "frontpage-coding"} <= rows.keys()
    assert rows["frontpage-coding"]["version"] == PROJECT["version"]
    for row in rows.values():
        text = (folder / "texts" / row["text_file"]).read_text(encoding="utf-8")
        assert row["licence"], row["name"]
        assert len(text) > 300, row["name"]
    assert {path.name for path in (folder / "texts").iterdir()} == {row["text_file"] for row in rows.values()}


@pytest.mark.parametrize("name", ["setup.nsi", "texts.nsh", "associations.nsh"])
def test_texts_of_the_set_up_are_read_as_utf_8(name):
    """Without the mark makensis takes a file for one in the encoding of the machine that builds."""
    assert (WINDOWS / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_every_ending_of_our_own_is_opened_by_a_double_click_here_and_on_linux():
    from coding.base.server_file import ENDING as SERVER
    from coding.exchange.packages import ENDING as PACKAGE
    from coding.rules.rule_pack import ENDING as RULES
    from coding.store.kept_backups import ENDING as BACKUP
    from coding.work.what_file import SCHEME_PACK as SCHEME

    ours = {SERVER, PACKAGE, RULES, BACKUP, SCHEME}
    told = (WINDOWS / "associations.nsh").read_text(encoding="utf-8-sig")
    types = dict(re.findall(r'Ending "(\.\w+)" "([\w.]+)"', told))
    assert types.keys() == ours
    assert set(types.values()) <= set(re.findall(r'Type "([\w.]+)"', told))
    linux = ROOT / "release" / "linux"
    mime = (linux / "frontpage-coding-mime.xml").read_text(encoding="utf-8")
    assert {f".{one}" for one in re.findall(r'glob pattern="\*\.(\w+)"', mime)} == ours
    opened = (linux / "frontpage-coding.desktop").read_text(encoding="utf-8")
    assert all(one in opened for one in re.findall(r'mime-type type="([^"]+)"', mime))
    manual = (ROOT / "docs" / "manual" / "drop-and-open.md").read_text(encoding="utf-8")
    assert all(f"| `{one}` |" in manual for one in ours)


def test_old_windows_is_refused_in_one_sentence_before_anything_is_copied():
    script = (WINDOWS / "setup.nsi").read_text(encoding="utf-8-sig")
    texts = dict(re.findall(r'!define (TEXT_\w+) "(.*)"', (WINDOWS / "texts.nsh").read_text(encoding="utf-8-sig")))
    asked_first = script[
        script.index("Function .onInit") : script.index("FunctionEnd", script.index("Function .onInit"))
    ]
    assert "AtLeastBuild} 17763" in asked_first
    assert "File " not in asked_first
    for name in ("TEXT_NOT_64", "TEXT_NOT_10", "TEXT_NOT_1809"):
        assert name in asked_first
        assert texts[name].count("。") == 1
        assert "没有安装任何内容" in texts[name]


def test_the_set_up_asks_for_no_administrator_and_never_removes_a_folder_that_may_hold_other_things():
    script = (WINDOWS / "setup.nsi").read_text(encoding="utf-8-sig")
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script
    removed = set(re.findall(r'RMDir /r "([^"]+)"', script))
    assert removed == {
        r"$INSTDIR\${name}.old",
        r"$INSTDIR\${name}",
        r"$INSTDIR\python.old",
        r"$INSTDIR\lib.old",
        r"$INSTDIR\python",
        r"$INSTDIR\lib",
        r"$INSTDIR\server-seat",
        "${DATA}",
    }


def test_the_uninstaller_knows_every_file_beside_the_two_folders():
    script = (WINDOWS / "setup.nsi").read_text(encoding="utf-8-sig")
    beside = {*STARTERS, SOURCE, "frontpage.ico", "LICENSE.txt", "uninstall.exe"}
    assert {path.name for path in (WINDOWS / "starters").iterdir() if path.is_file()} == set(STARTERS)
    assert set(re.findall(r'Delete "\$INSTDIR\\([^"]+)"', script)) == beside


def test_data_is_removed_only_after_two_questions_and_never_silently():
    script = (WINDOWS / "setup.nsi").read_text(encoding="utf-8-sig")
    before = script[: script.index('RMDir /r "${DATA}"')]
    first, second = re.findall(r"MessageBox .*", before)[-2:]
    assert "/SD IDYES IDYES kept" in first
    assert "/SD IDNO IDNO kept" in second
    assert "MB_DEFBUTTON2" in second


@pytest.mark.parametrize("path", sorted((WINDOWS / "starters").rglob("*.cmd")), ids=lambda p: p.name)
def test_starters_are_in_letters_that_every_code_page_shares(path):
    content = path.read_bytes()
    assert content.isascii()
    assert b"\r\n" in content


def test_the_portable_starters_keep_everything_inside_their_folder():
    for path in (WINDOWS / "starters" / "portable").glob("*.cmd"):
        text = path.read_text(encoding="ascii")
        assert 'set "FRONTPAGE_HOME=%~dp0data"' in text
        assert "set FRONTPAGE_DB=\n" in text, "one that the machine has set would lead elsewhere"


def test_no_file_of_the_release_names_the_host_of_a_package_index():
    # written apart, so that this file names none either
    hosts = ["py" + "pi.org", "pythonhosted", "deb." + "debian", "npm" + "js"]
    for folder in ("release", "resources/licences"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix not in (".ico", ".bmp", ".pyc"):
                text = path.read_text(encoding="utf-8")
                assert not [host for host in hosts if host in text], path
