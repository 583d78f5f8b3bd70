"""What lies in the clipboard is the user's: only her own key for copying puts something there, nothing clears it."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Who writes to the clipboard, and upon what.
WRITERS = {
    "ui/care/verify_dialog.py": "the user's button for copying the outcome of a verification",
    "ui/cards/cards_view.py": "the user's button for copying a card",
    "ui/form/row_table.py": "the user's key for copying a cell",
    "ui/table_copy.py": "the user's key for copying lines of a table that is only read",
}


def writes(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = node.func.value
            is_clipboard = isinstance(asked, ast.Call) and getattr(asked.func, "attr", "") == "clipboard"
            if is_clipboard and node.func.attr not in ("text", "mimeData"):
                yield node.func.attr
        if isinstance(node, ast.Assign) and "clipboard()" in ast.unparse(node.value).replace("clipboard().text()", ""):
            yield "a clipboard under another name"


def test_nobody_writes_to_the_clipboard_unasked():
    found = {path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "ui").rglob("*.py")) if any(writes(path))}
    assert found == WRITERS.keys()
