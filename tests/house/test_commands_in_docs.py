"""Every command line that a page shows is one that the program takes; those that need nothing but pages are run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from coding.base.errors import UnusableInputError
from coding.base.resources import resource_path
from coding.commands.arguments import parse
from tools.write_command_line import commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
_CALLED = re.compile(r"^(?:\S*python3? )?(?:main\.py|frontpage-coding)(?: +|$)")
#: What stands for a number or a word of a few in a line that shows how a command is written.
_VALUES = {"N": "2", "dx|px": "dx", "user|U": "user"}
#: What an example names, and what it is run with.
_RUN_WITH = {"文件": "few.csv", "文件…": "few.csv", "首页.csv": "few.csv", "目录": "out", "结果.csv": "result.csv"}


def shown():
    """Page, whether it is a line of a block, and the line as it is typed, without what calls the program."""
    found = {}
    for path in sorted(PAGES):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in re.sub(r" *\\\n *", " ", block).splitlines():
                for part in re.split(r" [·&|]{1,2} ", line) if "[" not in line else line.split(" · "):
                    if (told := typed(part, line)) is not None:
                        found[name, True, told] = None
        for code in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
            if (told := typed(code, code)) is not None:
                found[name, False, told] = None
    return list(found)


def typed(part, line):
    """What stands behind the program's name; of ``main.py package a · package b`` the second has none."""
    part = part.strip()
    if (called := _CALLED.match(part)) is not None:
        return part[called.end() :].split(" #")[0].strip()
    return part if _CALLED.match(line) and part.split(" ")[0] in {name.split(" ")[0] for name in commands()} else None


def words_of(told):
    """The words of a line: optional parts are given, of alternatives the first, dots stand for nothing."""
    plain = re.sub(r"[\[\]]", " ", told)
    plain = re.sub(r"(\S+) \| \S+ \S+", r"\1", plain) if " | " in plain else plain
    words = [_VALUES.get(word, word) for word in shlex.split(plain) if word not in ("…", "...")]
    return [word.rstrip("…") or word for word in words]


def command_of(words):
    """The command that a line begins with: of one word, or of two."""
    return next((name for name in (" ".join(words[:2]), words[0]) if name in commands()), None)


def is_general(told):
    """``python main.py …``: no command at all."""
    return not told or told.startswith(("…", "--", "KNOWLEDGE"))


LINES = [(name, is_block, told) for name, is_block, told in shown() if not is_general(told)]


def test_there_are_lines_to_be_looked_at():
    assert len(LINES) > 40
    assert {command_of(words_of(told)) for _, _, told in LINES} >= {
        "check",
        "group",
        "suggest",
        "month",
        "package deal",
    }


@pytest.mark.parametrize(("page", "is_block", "told"), LINES)
def test_a_command_that_is_shown_is_taken(page, is_block, told):
    words = words_of(told)
    command = command_of(words)
    if command is None and words[0] in {name.split(" ")[0] for name in commands()}:
        return  # `main.py package`: one of several
    assert command is not None, (page, told)
    options = {option for action in commands()[command]._actions for option in action.option_strings}
    used = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert used <= options, (page, told)
    if is_block:
        try:
            parse(words)
        except UnusableInputError as error:
            pytest.fail(f"{page}: {told}: {error}")


def runnable():
    """The lines of blocks that name nothing but pages and where to write to."""
    found = {}
    for _, is_block, told in LINES:
        words = [_RUN_WITH.get(word, word) for word in shlex.split(told) if word != "…"]
        if is_block and "few.csv" in words and not re.search("[\u4e00-\u9fff\\[]", " ".join(words)):
            found[" ".join(words)] = words
    return list(found.values())


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A folder with a file of a few pages of the sample."""
    folder = tmp_path_factory.mktemp("few")
    lines = resource_path("sample/sample_n041.csv").read_text(encoding="gb18030").splitlines(keepends=True)
    (folder / "few.csv").write_text("".join(lines[:8]), encoding="gb18030")
    return folder


def test_there_is_an_example_to_be_run():
    assert runnable()


@pytest.mark.parametrize("words", runnable(), ids=" ".join)
def test_an_example_that_needs_only_pages_runs(words, few):
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        cwd=few,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
