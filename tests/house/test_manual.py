"""The manual holds what it promises: every action, key, sentence and picture is told, and nothing that is not there."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coding.base.resources import document_path
from tools import build_messages_page, write_shortcuts
from tools.user_sentences import GAP, error_names, sentences
from ui.actions import key_text
from ui.manual.message_entry import MESSAGES_PAGE, entry_of
from ui.manual.pages import (
    contents,
    headings_of,
    lines_of,
    links_of,
    manual_pages,
    page_text,
    place_name,
    resolved,
    shown_words,
)
from ui.panels.registry import all_actions

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "manual"
#: Written from the program itself: what stands in them alone, nobody has told in words.
BY_SCRIPT = {"shortcuts.md", MESSAGES_PAGE}
TOLD = {path.name: path.read_text(encoding="utf-8") for path in MANUAL.glob("*.md")}
BY_HAND = {name: text for name, text in TOLD.items() if name not in BY_SCRIPT}
AT_THE_DOOR = ("README.md", "README.en.md", "CHANGELOG.md", "CONTRIBUTING.md", "RELEASING.md")
PAGES = [*(ROOT / name for name in AT_THE_DOOR), *sorted((ROOT / "docs").rglob("*.md"))]


# -- sentences


def test_the_page_of_messages_is_what_the_program_says():
    assert TOLD[MESSAGES_PAGE] == build_messages_page.messages_page(), "python -m tools.build_messages_page"


def test_every_sentence_has_its_entry_whatever_stands_in_its_gaps():
    """As it is shown: with names and numbers where the page has 〈…〉."""
    shown = [sentence.words.replace(GAP, "十月.csv 12") for sentence in sentences()]
    assert len(shown) > 400
    assert [words for words in shown if not entry_of(words)] == []


def test_the_entry_is_the_one_of_the_sentence():
    assert entry_of("文件“十月.json”里没有记录：请检查导出条件后重新导出。") == "文件“〈…〉”里没有记录"
    assert entry_of("这句话程序从来不说。") == ""


def test_no_error_is_raised_with_a_sentence_that_is_not_read():
    """Each ``raise`` of the family with Chinese words in it gives at least one sentence of its file."""
    read = {sentence.file for sentence in sentences()}
    unread = []
    for path in (path for room in ("coding", "db", "ui") for path in (ROOT / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        raised = (node.exc for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Raise) and node.exc)
        told = [
            ast.get_source_segment(text, one) or ""
            for one in raised
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in error_names()
        ]
        name = path.relative_to(ROOT).as_posix()
        if name not in read and any(len(re.findall("[\u4e00-\u9fff]", one)) > 6 for one in told):
            unread.append(name)
    assert unread == []


# -- actions and keys


def test_the_tables_of_keys_are_written_from_the_actions():
    page = TOLD["shortcuts.md"]
    assert write_shortcuts.rewritten(page) == page, "python -m tools.write_shortcuts"


@pytest.mark.parametrize("spec", [spec for spec in all_actions() if spec.menu], ids=lambda spec: spec.id)
def test_every_action_of_the_menus_is_told_with_its_key(spec):
    """Its words as the menu has them, or of one choice of several the name of their menu; its key on the same page."""
    words = spec.menu.rpartition("/")[2] if spec.checkable and "/" in spec.menu else spec.text.rstrip("…")
    key = f"`{key_text(spec.keys[0])}`" if spec.keys else ""
    assert [name for name, text in BY_HAND.items() if words in text and key in text], (words, key)


#: Keys that the parts of the window take by themselves, beside those of the actions and of ``QKeySequence``; and one
#: of Windows.
_TAKEN = {"Shift+↑", "Shift+↓", "Alt+Tab"}
#: How a key may be called, too.
_ALSO = {"Del": "Delete", "Ins": "Insert", "回车": "Enter", "Escape": "Esc", "Return": "Enter"}
_HOLD = r"(?:(?:Ctrl|Alt|Shift)\+)"
_LAST = r"(?:F\d\d?|[↑↓←→\\]|Home|End|PageUp|PageDown|Enter|Return|Insert|Delete|Del|Ins|Esc|Tab|空格|回车|Backspace)"
KEY = re.compile(rf"{_HOLD}+(?:[A-Z0-9+=-]|{_LAST}|\d…\d)|{_LAST}")


def known_keys():
    """Every key that the program takes, as the keyboard has it."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))
    named = [key for spec in all_actions() for key in spec.keys]
    named += re.findall(r'"((?:(?:Ctrl|Alt|Shift)\+)*(?:\w+|[\\+=-]))"', source)
    named += [_ALSO.get(key, key) for key in re.findall(r"Key\.Key_(\w+)", source)]
    found = set(_TAKEN)
    for key in map(key_text, named):
        found.add(key)
        if (many := re.fullmatch(r"(.*?)(\d)…(\d)", key)) is not None:
            found |= {f"{many[1]}{number}" for number in range(int(many[2]), int(many[3]) + 1)}
    return found


@pytest.mark.parametrize("name", sorted(TOLD))
def test_every_key_that_a_page_names_is_taken(name):
    named = {key for key in re.findall(r"`([^`\n]+)`", TOLD[name]) if KEY.fullmatch(key)}
    plain = {"+".join(_ALSO.get(part, part) for part in key.split("+")): key for key in named}
    assert [key for known, key in sorted(plain.items()) if known not in known_keys()] == []


# -- pages, links, pictures


def test_every_page_stands_in_the_contents():
    named = {entry.page for entry in contents()}
    listed = {target.partition("#")[0] for _, _, target in links_of(TOLD["index.md"])}
    assert sorted(set(TOLD) - named - {"index.md"}) == []
    assert sorted(set(TOLD) - listed - {"index.md"}) == [], "a page that index.md does not name comes last of all"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_heading_that_a_link_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    lost = []
    for _, _, target in links_of(text):
        name, _, place = target.partition("#")
        other = (page.parent / name) if name else page
        if place and "://" not in target and other.suffix == ".md":
            places = {place_name(one.words) for one in headings_of(other.read_text(encoding="utf-8"))}
            if place not in places:
                lost.append(target)
    assert lost == []


def test_every_picture_is_shown_and_every_one_that_is_shown_is_there():
    shown = {resolved(name, target) for name, text in TOLD.items() for is_one, _, target in links_of(text) if is_one}
    assert shown == {f"pictures/{path.name}" for path in (MANUAL / "pictures").glob("*")}


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_picture_says_in_words_what_it_shows(name):
    for is_picture, words, target in links_of(TOLD[name]):
        assert not is_picture or len(words) > 1, target


def test_a_page_has_one_title():
    for name, text in TOLD.items():
        assert [one.depth for one in headings_of(text)].count(1) == 1, name


def test_pages_of_the_manual_are_read_as_they_are_shown():
    assert place_name("分组方案（DRG、DIP）") == "分组方案drgdip"
    assert resolved("../rules.md", "manual/form.md") == "form.md"
    assert page_text("../../pyproject.toml") == ""
    assert set(manual_pages()) >= {path.name for path in document_path("manual").glob("*.md")}


def test_the_scripts_run_by_their_names():
    """As the pages that they write say it."""
    for name in ("build_messages_page", "write_shortcuts"):
        assert (ROOT / "tools" / f"{name}.py").is_file()
    done = subprocess.run(
        [sys.executable, "-m", "tools.build_manual", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "--out" in done.stdout, done.stderr


@pytest.mark.parametrize("page", ["../schemes.md", *manual_pages()])
def test_what_is_to_be_copied_is_shown_as_it_is_written(page):
    """Lines of Chinese are joined to be read, those of a file or a command line never."""
    written = (document_path("manual") / page).read_text(encoding="utf-8")
    shown = page_text(page)
    for code in re.findall(r"^```.*?^```$", written, re.DOTALL | re.MULTILINE):
        assert code in shown
    outside = re.sub(r"^```.*?^```$", "", written, flags=re.DOTALL | re.MULTILINE)
    headed = {line.heading for line in lines_of(shown) if line.is_heading}
    assert headed <= {shown_words(found) for found in re.findall(r"^#{1,6} (.*)$", outside, re.MULTILINE)}


def test_a_page_with_a_name_that_cannot_be_is_no_page():
    assert page_text("a\0b.md") == ""


@pytest.mark.parametrize("page", manual_pages())
def test_no_line_of_chinese_is_broken_where_it_is_read(page):
    """A browser makes a space of a broken line; in a list the second line is indented."""
    told = "\n".join(line for line in page_text(page).splitlines() if not line.startswith(("    ", "```")))
    assert re.findall(r"[\u3002\u3001\u4e00-\u9fff，；]\n +[\u4e00-\u9fff]", told) == []
