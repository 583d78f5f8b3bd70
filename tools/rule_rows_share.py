"""How many of the rules that ship with the program the rows of the form can show: ``python -m tools.rule_rows_share``.

Prints the share by kind, then each rule of the kinds with rows that has none, and why.
"""

from __future__ import annotations

from collections import Counter

from coding.rules.local import embedded_rows
from coding.rules.rule_rows import ROW_KINDS, params_text, rows_of


def main() -> None:
    """Count and print."""
    asked: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    same = 0
    left: list[str] = []
    for rule_id, row in embedded_rows().items():
        asked[row["kind"]] += 1
        found = rows_of(row)
        if not isinstance(found, str):
            shown[row["kind"]] += 1
            same += params_text(found) == row["params"]
        elif row["kind"] in ROW_KINDS:
            left.append(f"  {rule_id}：{found}")
    total, general = sum(asked.values()), sum(asked[kind] for kind in ROW_KINDS)
    rows = sum(shown.values())
    print(
        f"内置规则 {total} 条；条件类（{'、'.join(ROW_KINDS)}）{general} 条，行能写出 {rows} 条（{rows / general:.1%}）"
    )
    print(f"其中写回去与原文一字不差 {same} 条，其余 {rows - same} 条意思相同（not … in 写成 not in，多余的括号）")
    for kind in ROW_KINDS:
        print(f"  {kind}：{shown[kind]} / {asked[kind]}")
    print("\n".join(left))


if __name__ == "__main__":
    main()
