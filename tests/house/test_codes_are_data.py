"""No code of a disease, a procedure or a group stands in the rules, the examination, the grouper or the tariff."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("rules", "examine", "drg", "dip", "grouping", "payment", "reference")
#: K80, K80.2, Z51.100, O80-O84, 99.25, 74.1x00; HC29 and FQY of groups.
DISEASE = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d\d(?:\.[\dx]+)?(?![A-Za-z0-9])")
PROCEDURE = re.compile(r"(?<![\d.])\d\d\.\d{1,2}(?:x?\d\d)?(?![\d.])")
GROUP = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d[0-9A-Z](?![A-Za-z0-9])|(?<![A-Za-z])[A-Z]?QY(?![A-Za-z])")
#: A sentence for a person may name a code as an example.
SENTENCE = re.compile("[。：]")
#: The one place where the letters of a group's code are read, and names of things that look like a code.
GROUP_CODES = "coding/drg/group_code.py"
NO_CODES = {"coding/rules/kinds/identity_kind.py": {"10X98765432"}}


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a file that is no docstring, no format and no shape of a regular expression."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    shapes = {id(a) for n in ast.walk(tree) if isinstance(n, ast.Call) for a in n.args[:1] if _is_shape(n)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            shapes.add(id(node.body[0].value))
        if isinstance(node, ast.Expr):
            shapes.add(id(node.value))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            shapes.update(id(part) for part in ast.walk(node.format_spec))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shapes:
            yield node.lineno, node.value


def _is_shape(call: ast.Call) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"


def files() -> list[Path]:
    return sorted(p for folder in FOLDERS for p in (ROOT / "coding" / folder).rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_code_stands_in_the_source(path):
    name = path.relative_to(ROOT).as_posix()
    found = [
        (line, text)
        for line, text in literals(path)
        if text not in NO_CODES.get(name, ())
        and not SENTENCE.search(text)
        and (DISEASE.search(text) or PROCEDURE.search(text) or (name != GROUP_CODES and GROUP.search(text)))
    ]
    assert found == []


def test_the_search_finds_codes_where_they_stand(tmp_path):
    path = tmp_path / "kinds.py"
    path.write_text('"""K80 in a docstring."""\nPLANNED = ("Z51", "Z08")\nX = "74.1x00"\nY = "FQY"\nZ = "MCC 1.05"\n')
    found = [text for _, text in sorted(literals(path))]
    assert found == ["Z08", "Z51", "74.1x00", "FQY", "MCC 1.05"]
    assert [bool(DISEASE.search(t) or PROCEDURE.search(t) or GROUP.search(t)) for t in found] == [True] * 4 + [False]


#: A subscript or a comparison that takes a letter out of the code of a group, an ADRG or an MDC.
LETTER = re.compile(r"\b(?:drg|adrg|mdc)\[[-\d:]+\]")
ENDS = re.compile(r"\b(?:drg|adrg|mdc)\.(?:endswith|startswith|strip|removesuffix)\(\(?[\"'][A-Z0-9]")


@pytest.mark.parametrize(
    "path",
    sorted(
        p
        for folder in ("coding", "ui", "db")
        for p in (ROOT / folder).rglob("*.py")
        if not p.is_relative_to(ROOT / "coding" / "drg")
    ),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_nobody_outside_the_scheme_reads_the_letters_of_a_group(path):
    text = path.read_text(encoding="utf-8")
    assert [m[0] for m in (*LETTER.finditer(text), *ENDS.finditer(text))] == []


def test_no_rule_reads_the_letters_of_a_group():
    read = re.compile(r"(?:matches|contains)\((?:mdc|adrg|drg)\b")
    for path in sorted((ROOT / "resources" / "rules").glob("*.csv")):
        assert not read.search(path.read_text(encoding="utf-8-sig")), path.name
