"""The keys of every summary.json stand in docs/command-line.md: other programs read them."""

import json
import re
from pathlib import Path

from coding.commands.door import run

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
FILE = str(ROOT / "tests" / "data" / "files" / "n041_utf8sig.csv")


def documented(command):
    line = next(
        line for line in PAGE.splitlines() if re.match(rf"\| `{command}` \| `(?:pages|whole|file|files|old) ", line)
    )
    return set(re.findall(r"[a-z_]+", line))


def test_what_each_summary_says_is_documented(tmp_path):
    (tmp_path / "paid.csv").write_text("病案号,DRG组,支付额,拒付额\n1,FR15,9,1\n", encoding="utf-8")
    (tmp_path / "plain.csv").write_text(
        "病案号,性别,年龄,住院天数,离院方式,诊断编码,手术操作编码,总费用,医保实际分组结果\n"
        "1,男,60,8,1,I50.900,,9000,FR25\n",
        encoding="utf-8",
    )
    two = ["--scheme", "embedded", "--scheme", "embedded", "--jobs", "1"]
    for command, argv in {
        "check": [FILE, "--jobs", "1"],
        "payment": [FILE],
        "paid": [str(tmp_path / "paid.csv"), "--pages", FILE],
        "proof": [str(tmp_path / "plain.csv")],
        "compare": [FILE, *two],
        "month": [FILE, "--brief", "--jobs", "1"],
    }.items():
        out = tmp_path / command
        assert run([command, *argv, "--quiet", "--out", str(out)]) == 0
        keys = set(json.loads((out / "summary.json").read_text(encoding="utf-8")))
        assert keys <= documented(command), (command, keys - documented(command))
