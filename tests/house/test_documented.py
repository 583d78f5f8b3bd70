"""Whatever a user or a stranger can name stands in a page: commands, options, settings, kinds of rules, layouts."""

import ast
import csv
import importlib
import re
from pathlib import Path

import pytest

from coding.exchange.layout import all_layouts
from tools.write_command_line import PAGE, arguments_of, commands, rewritten

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
#: What a step on a server is handed.
CONNECTION = "db.postgres.engine"
COMMANDS = PAGE.read_text(encoding="utf-8")


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def settings():
    """The keys of all settings, wherever in ``ui`` and ``coding`` they are named."""
    keys = set()
    for path in (path for room in ("ui", "coding") for path in (ROOT / room).rglob("*.py")):
        if re.search(r"\bSetting\(", path.read_text(encoding="utf-8")):
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            values = [
                v for value in vars(module).values() for v in (value.values() if isinstance(value, dict) else [value])
            ]
            keys |= {value.key for value in values if type(value).__name__ == "Setting"}
    return sorted(keys)


def kinds():
    """The kinds that the rules of the program use."""
    found = set()
    for path in (ROOT / "resources" / "rules").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found.update(row["kind"] for row in csv.DictReader(file))
    return sorted(found)


def test_the_page_of_the_command_line_is_written_from_the_parser():
    assert rewritten(COMMANDS) == COMMANDS, "python -m tools.write_command_line"


@pytest.mark.parametrize("command", [name for name in commands() if name])
def test_every_command_with_all_its_options_is_told(command):
    assert f"`{command}`" in COMMANDS
    section = COMMANDS.partition(f"### `{command}`")[2].partition("###")[0]
    for action in arguments_of(commands()[command]):
        assert (action.option_strings or [action.metavar])[0] in section
        assert action.help, action.dest
    # what a terminal is set up with once is told in the manual
    told_in = DOCS / "manual" / "commands.md" if command == "completion" else ROOT / "README.md"
    assert command in told_in.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", settings())
def test_every_setting_is_told(key):
    assert f"`{key}`" in page("settings.md")


def test_no_setting_is_told_twice():
    told = [line.split("|")[1] for line in page("settings.md").splitlines() if line.startswith("| `")]
    assert len(told) == len(set(told)), "two rows come to say two things"


def test_there_are_settings_to_be_told():
    assert len(settings()) > 10


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_rule_is_told(kind):
    assert f"`{kind}`" in page("rules.md")


@pytest.mark.parametrize("layout", all_layouts(), ids=lambda layout: layout.id)
def test_every_layout_is_told(layout):
    assert f"`{layout.id}`" in page("add-a-layout.md")


@pytest.mark.parametrize("table", ["layouts", "forms"])
def test_every_column_of_the_lists_of_layouts_is_told(table):
    with (ROOT / "resources" / "layouts" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    assert [name for name in header if f"`{name}`" not in page("add-a-layout.md")] == []


def test_a_step_of_the_schema_stands_alone():
    """What docs/add-a-migration.md asks: the code moves on, a released step must not."""
    steps = [*(ROOT / "db" / "sqlite" / "migrations").glob("m*.py"), *(ROOT / "db" / "postgres").rglob("p0*.py")]
    for path in steps:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [
                name for name in names if name.split(".")[0] in ("coding", "db", "ui") and name != CONNECTION
            ], path.name
