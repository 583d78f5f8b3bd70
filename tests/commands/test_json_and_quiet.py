"""``--json`` has one shape a command, told in docs/command-line.md; ``--quiet`` leaves results and errors alone."""

import json
import re
from pathlib import Path

import pytest

from coding.commands.door import run
from main import open_store

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
FILE = str(ROOT / "tests" / "data" / "files" / "n041_utf8sig.csv")
SAMPLE = ROOT / "resources" / "sample"


def documented(command):
    """The keys that the page tells of ``--json``."""
    table = PAGE.partition("### `--json` 的键")[2].partition("\n## ")[0]
    line = next(line for line in table.splitlines() if line.startswith(f"| `{command}` |"))
    return set(re.findall(r"[a-z_]+", line.partition(f"| `{command}` |")[2]))


@pytest.fixture
def lines(tmp_path):
    """What is typed of each command."""
    (tmp_path / "names.csv").write_text("raw\n高血压\n", encoding="utf-8")
    (tmp_path / "paid.csv").write_text("病案号,DRG组,支付额,拒付额\n1,FR15,9,1\n", encoding="utf-8")
    (tmp_path / "plain.csv").write_text(
        "病案号,性别,年龄,住院天数,离院方式,诊断编码,手术操作编码,总费用,医保实际分组结果\n"
        "1,男,60,8,1,I50.900,,9000,FR25\n",
        encoding="utf-8",
    )
    (tmp_path / "g.csv").write_text("DRG编码,DRG名称\nFR11,心力衰竭，伴严重并发症或合并症\n", encoding="utf-8")
    (tmp_path / "notice.txt").write_text("2030年部分节假日安排的通知\n一、元旦：1月1日放假1天。\n", encoding="utf-8")
    here = {name: str(tmp_path / name) for name in ("names.csv", "paid.csv", "plain.csv", "g.csv", "notice.txt")}
    out = ["--out", str(tmp_path / "out")]
    return {
        "check": [FILE, "--jobs", "1", *out],
        "group": [FILE, "--out", str(tmp_path / "o.csv")],
        "suggest": [here["names.csv"], "--kind", "dx", "--column", "raw", "--out", str(tmp_path / "o.csv")],
        "payment": [FILE, *out],
        "paid": [here["paid.csv"], "--pages", FILE, *out],
        "learn": [FILE, *out],
        "proof": [here["plain.csv"], *out],
        "scheme": [str(ROOT / "resources" / "schemes" / "general")],
        "region": ["--groups", here["g.csv"], "--out", str(tmp_path / "pack")],
        "compare": [FILE, "--scheme", "embedded", "--scheme", "embedded", "--jobs", "1", *out],
        "month": [FILE, "--brief", "--jobs", "1", *out],
        "verify": [str(tmp_path / "store.sqlite")],
        "backup": [str(tmp_path / "store.sqlite"), str(tmp_path / "backups")],
        "move": [str(tmp_path / "store.sqlite"), str(tmp_path / "elsewhere")],
    }


NAMES = (
    "check", "group", "suggest", "payment", "paid", "learn", "proof", "region", "compare", "month", "verify", "backup",
    "move",
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    open_store(tmp_path / "store.sqlite").close()
    (tmp_path / "elsewhere").mkdir()


@pytest.mark.parametrize("command", NAMES)
def test_json_is_one_object_with_the_keys_that_are_told_and_nothing_else_goes_out(command, lines, store, capsys):
    assert run([command, *lines[command], "--json"], open_store=open_store) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) <= documented(command), (command, set(found) - documented(command))


@pytest.mark.parametrize("command", [name for name in NAMES if name != "region"])  # that tells what it complains of
def test_quiet_says_nothing_where_all_went_well(command, lines, store, capsys):
    assert run([command, *lines[command], "--quiet"], open_store=open_store) == 0
    assert capsys.readouterr() == ("", "")
