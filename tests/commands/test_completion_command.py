"""The shells complete commands, options, choices and files: the scripts are those of the parser; bash runs one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from coding.base.resources import resource_path
from coding.commands.completion import SHELLS
from coding.commands.door import run

FILES = Path(__file__).resolve().parents[1] / "data" / "files"
ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
asked=$(complete -p frontpage-coding); asked=${asked##*-F }; asked=${asked%% *}
$asked frontpage-coding "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_that_of_the_parser(shell, capsys):
    pytest.importorskip("shtab")
    from tools.write_completions import script

    assert run(["completion", shell]) == 0
    assert capsys.readouterr().out == script(shell), "python -m tools.write_completions"


def completed(*words):
    if (bash := shutil.which("bash")) is None:
        pytest.skip("本机没有 bash：该测试跳过")
    done = subprocess.run(
        [bash, "--norc", "-c", ASK, "bash", str(resource_path(SHELLS["bash"])), "frontpage-coding", *words],
        cwd=FILES, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ch",), ["check"]),
        (("package", "de"), ["deal"]),
        (("check", "n041.xm"), ["n041.xml"]),
        (("check", "n041.xml", "--fail-on", ""), ["error", "warning"]),
        (("check", "n041.xml", "--fa"), ["--fail-on"]),
        (("group", "n041.xml", "--scheme", "hqms2020.j"), ["hqms2020.json"]),
        (("suggest", "a", "--kind", ""), ["dx", "px"]),
        (("check", "n041.xml", "--as-of", "n041"), []),
        (("check", "n041.xml", "--out", "n041"), []),  # a folder is wanted
        (("completion", ""), ["bash", "fish", "powershell", "zsh"]),
    ],
)
def test_bash_completes(words, expected):
    assert sorted(completed(*words)) == expected


def test_a_shell_that_is_not_known_is_told(capsys):
    assert run(["completion", "cmd"]) == 2
    assert "bash" in capsys.readouterr().err
