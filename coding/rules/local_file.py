"""Rule files between hospitals: CSV in the columns of ``resources/rules``, UTF-8 with BOM, or a pack with that table.

Reading is lenient with the file and strict with the rule: a bad row is told with file and line and costs itself only.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from coding.base.encoding import detect_encoding, has_broken_bytes, open_text
from coding.base.errors import KnowledgeError, UnusableInputError
from coding.base.formula_guard import unguarded
from coding.base.sheet_writer import write_csv
from coding.base.trouble import file_trouble
from coding.rules.local import (
    BLANK_ROW,
    NEVER_BLANK,
    LocalRule,
    LocalRules,
    Row,
    compile_row,
    embedded_rows,
    said_of,
)
from coding.rules.rule_book import COLUMNS
from coding.rules.rule_pack import ENDING, is_rule_pack, table_in_pack, write_rule_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: A rule file is written by people; what is longer is some other file.
_MOST_ROWS = 20_000
_MOST_BYTES = 20_000_000
#: What says of a rule whether, how gravely and when it is judged, and nothing of what it judges.
_SWITCHES = ("severity", "on", "valid_from", "valid_to", "moment", "role")
_SWITCHES_TAKEN = "这是内置规则：条件和文字仍用内置的，只采用了启用、级别、日期、时机和由谁改。"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a file says beside what is in force: altered embedded rules, own rules, how many say nothing new.

    ``back``: embedded rules that the file has as they ship and that the hospital has altered.
    """

    file: str
    changed: tuple[LocalRule, ...]
    back: tuple[str, ...]
    unchanged: int
    errors: tuple[str, ...]


def read_rule_file(path: Path, local: LocalRules) -> RuleFile:
    """Read and check a rule file against what is in force (``local``).

    Raises UnusableInputError when there is no rule file to read at all.
    """
    changed: list[LocalRule] = []
    back: list[str] = []
    errors: list[str] = []
    seen: dict[str, str] = {}
    unchanged = 0
    for given, source in _rows(path, errors):
        rule_id = given.get("id", "")
        if rule_id in seen:
            errors.append(f"{source}：规则 {rule_id} 已在{seen[rule_id]}出现，本行未采用。")
            continue
        base = embedded_rows().get(rule_id, BLANK_ROW)
        row = {**base, **{column: text for column, text in given.items() if text or column not in NEVER_BLANK}}
        try:
            compile_row(row, source)
        except KnowledgeError as error:
            switched = _switched(row, source)
            errors.append(f"{error}{_SWITCHES_TAKEN if switched else ''}")
            if switched is None:
                continue
            row = switched
        seen[rule_id] = source.rpartition(" ")[2]
        said = said_of(row)
        if said == local.get(rule_id):
            unchanged += 1
        elif said is None:
            back.append(rule_id)
        else:
            changed.append(said)
    return RuleFile(path.name, tuple(changed), tuple(back), unchanged, tuple(errors))


def _switched(row: Row, source: str) -> dict[str, str] | None:
    """The embedded rule with what a row switches, where the rest of the row cannot be used; None where that is nothing.

    A file of another version carries conditions that this one may refuse: that a hospital has switched the rule off
    is no less true.
    """
    base = embedded_rows().get(row["id"])
    if base is None:
        return None
    switched = {**base, **{column: row[column] for column in _SWITCHES}}
    try:
        compile_row(switched, source)
    except KnowledgeError:
        return None
    return switched if said_of(switched) else None


def write_rule_file(path: Path, rows: Iterable[Row]) -> int:
    """Write whole rows, as a pack where the name ends so; the number written.

    Raises UnusableInputError when the file cannot be written.
    """
    lines = [[row.get(column, "") for column in COLUMNS] for row in rows]
    write = write_rule_pack if path.suffix.lower() == ENDING else write_csv
    write(path, (COLUMNS, *lines))
    return len(lines)


def _rows(path: Path, errors: list[str]) -> Iterator[tuple[dict[str, str], str]]:
    """The rows with ``file line``; a line that is no row of the table goes to ``errors``."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnusableInputError(f"“{path.name}”太大，不像规则文件：请选择从规则库导出的 CSV 文件。")
        with _opened(path) as file:
            reader = csv.reader(file)
            header = [cell.strip().lstrip("\ufeff").lower() for cell in next(reader, [])]
            _check_header(path, header)
            while True:
                try:
                    cells = next(reader, None)
                except csv.Error:
                    errors.append(f"{path.name} 第{reader.line_num}行：引号或换行不成对，本行未采用。")
                    continue
                if cells is None:
                    return
                source = f"{path.name} 第{reader.line_num}行"
                if reader.line_num > _MOST_ROWS:
                    raise UnusableInputError(f"“{path.name}”行数太多，不像规则文件：请选择从规则库导出的 CSV 文件。")
                if not any(cell.strip() for cell in cells):
                    continue
                if any(cell.strip() for cell in cells[len(header) :]) or len(cells) < len(header):
                    errors.append(f"{source}：列数与表头不符，含逗号的内容请用引号括起。")
                elif any(has_broken_bytes(cell) or "\x00" in cell for cell in cells):
                    errors.append(f"{source}：有无法识别的字符，请另存为 UTF-8 编码的 CSV 后再导入。")
                else:
                    row = {k: unguarded(v.strip()) for k, v in zip(header, cells, strict=False) if k in COLUMNS}
                    yield row, source
    except OSError as error:
        raise UnusableInputError(f"无法读取“{path.name}”（{file_trouble(error)}）：请检查该文件后再试。") from error
    except UnicodeError as error:
        raise UnusableInputError(f"“{path.name}”的编码无法识别：请另存为 UTF-8 编码的 CSV 后再导入。") from error


def _opened(path: Path) -> IO[str]:
    return table_in_pack(path, _MOST_BYTES) if is_rule_pack(path) else open_text(path, detect_encoding(path))


def _check_header(path: Path, header: list[str]) -> None:
    if "id" not in header or len(set(header) & set(COLUMNS)) < 2:
        raise UnusableInputError(f"“{path.name}”不是规则文件：表头须有 id、kind、params 等列，可先导出一份作样本。")
    double = next((c for c in header if c in COLUMNS and header.count(c) > 1), None)
    if double:
        raise UnusableInputError(f"“{path.name}”的表头中“{double}”出现了两次：请删去一列后再导入。")
