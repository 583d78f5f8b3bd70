"""No label, tool tip or box of the window guesses whether its text is HTML: who shows text says which it is."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = "ui/plain.py"
SOURCES = sorted(path for path in (ROOT / "ui").rglob("*.py") if path.relative_to(ROOT).as_posix() != PLAIN)

#: Widgets that guess, and what stands for them.
GUESSING = {"QLabel": "PlainLabel or RichLabel", "QMessageBox": "show_message", "QErrorMessage": "show_message"}
#: What shows rich text otherwise, by file: its words are fixed or escaped.
BROWSERS = {"ui/rules/guide.py": "a page of the manual"}
#: Names of variables that hold the heads of columns, which are ours.
NAMED_ROWS = ("label",)
TIPS = ("plain_tip", "rich_tip")


@cache
def nodes():
    """Every node of the window's sources with its file; parsed once."""
    return [
        (path.relative_to(ROOT).as_posix(), node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    ]


def found(test):
    """``file:line`` of every node of the window's sources that is not as it should be."""
    return [f"{file}:{node.lineno}" for file, node in nodes() if test(file, node)]


def name_of(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_no_widget_is_made_that_guesses():
    def guesses(_, node):
        if isinstance(node, ast.Call):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            return name_of(node.func) in GUESSING or name_of(owner) in GUESSING
        return isinstance(node, ast.ClassDef) and any(name_of(base) in GUESSING for base in node.bases)

    assert found(guesses) == []


def is_said(node):
    """A fixed text, or one that says what it is; either one of both."""
    if isinstance(node, ast.IfExp):
        return is_said(node.body) and is_said(node.orelse)
    if isinstance(node, ast.Call):
        return name_of(node.func) in TIPS
    return isinstance(node, ast.Constant)


def test_every_tool_tip_says_what_it_is():
    def guesses(_, node):
        if not isinstance(node, ast.Call):
            return False
        is_tip = isinstance(node.func, ast.Attribute) and node.func.attr in ("setToolTip", "setWhatsThis", "showText")
        return is_tip and not is_said(node.args[-1])

    assert found(guesses) == []


def is_fixed(node):
    """Words of ours, alone or put together."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            return node.id in NAMED_ROWS
        case ast.IfExp():
            return is_fixed(node.body) and is_fixed(node.orelse)
        case ast.JoinedStr():
            return all(
                is_fixed(getattr(part, "value", part)) for part in node.values if not isinstance(part, ast.Constant)
            )
    return False


def test_rows_of_a_form_are_named_by_fixed_words():
    """A form layout makes a label of its own of a text."""

    def guesses(_, node):
        is_row = isinstance(node, ast.Call) and name_of(node.func) == "addRow" and len(node.args) == 2
        return is_row and not is_fixed(node.args[0])

    assert found(guesses) == []


def test_every_model_that_gives_tool_tips_says_what_they_are():
    def gives(_, node):
        return isinstance(node, ast.Attribute) and node.attr == "ToolTipRole"

    for file in {place.partition(":")[0] for place in found(gives)}:
        text = (ROOT / file).read_text("utf-8")
        assert any(f"{tip}(" in text for tip in TIPS), file


def test_rich_text_is_shown_by_what_loads_nothing():
    def shows(file, node):
        return isinstance(node, ast.Call) and name_of(node.func) == "QTextBrowser" and file not in BROWSERS

    assert found(shows) == []


def test_the_form_of_a_label_is_not_changed_afterwards():
    def changes(_, node):
        return isinstance(node, ast.Attribute) and node.attr == "setTextFormat" and name_of(node.value) != "self"

    def is_loose(file, node):
        return changes(file, node) and "PlainText" not in ast.unparse(node)

    loose = [place for place in found(is_loose) if "PlainText" not in line_of(place)]
    assert loose == []


def line_of(place):
    file, _, line = place.partition(":")
    return (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]
