"""Write ``docs/settlement-list.md`` from ``resources/layouts/setl_items.csv`` and print how many items are held.

Run as ``python -m tools.settlement_items`` after a line of the table was changed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from coding.base.resources import resource_table
from coding.page.fields import field_catalogue

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settlement-list.md"
COLUMNS = ("number", "part", "group", "name", "node", "item", "field", "held", "seen", "note")
WORDS = {"page": "首页栏目", "list": "清单列", "kept": "原样保留", "none": "不持有"}
_TABLE = ("| 序 | 项目 | 4101 | 来源 | 栏目 | 表样 | 说明 |", "|---:|---|---|---|---|---|---|")
_HEAD = """# 医保结算清单：193 项从哪里来

本页由 `python -m tools.settlement_items` 从 `resources/layouts/setl_items.csv` 写出，请改那张表，不要改本页。

**没有核对原文。** 《医疗保障基金结算清单填写规范》（医保办发〔2020〕20号试行，医保办发〔2021〕34号修订）
和 2026 年的文本，我们都没有读到原文。下表按两份公开的表样列出：甲，一家医院打印清单的网页模板（公开代码，含 4101 接口的
列名）；乙，按“193 项”表样重做的一个公开页面。各部分的项数（32、6、58、97）是我们按这些表样数出来、合计为 193 的一种
数法；编号是我们的，不是规范的。手术及操作、麻醉的起止时间（接口 4101A）程序读第一台的，未计入 193。
拿到原文后请逐项核对：先改表，再运行上面的命令。

四种来源：**首页栏目** 由首页得出并写入清单；**清单列** 是清单自己的内容，程序读、写、检查，首页没有；
**原样保留** 读入的清单中有就原样写回，程序不判断，新写的清单留空；**不持有** 程序没有这项内容，须在结算系统中补。

"""


def items() -> tuple[dict[str, str], ...]:
    """The lines of the table."""
    return tuple(resource_table("layouts/setl_items.csv", *COLUMNS))


def counts() -> dict[str, Counter[str]]:
    """Part → how many items come from where."""
    found: dict[str, Counter[str]] = {}
    for row in items():
        found.setdefault(row["part"], Counter())[row["held"]] += 1
    return found


def page() -> str:
    """The whole page, in Markdown."""
    told = counts()
    lines = ["| 部分 | 项 | " + " | ".join(WORDS.values()) + " |", "|---|---:" + "|---:" * len(WORDS) + "|"]
    for part, count in told.items():
        lines.append(f"| {part} | {count.total()} | " + " | ".join(str(count[held]) for held in WORDS) + " |")
    whole = sum(told.values(), Counter())
    lines.append(f"| 合计 | {whole.total()} | " + " | ".join(str(whole[held]) for held in WORDS) + " |")
    for part in told:
        lines += [
            "",
            f"## {part}",
            "",
            "| 序 | 项目 | 4101 | 来源 | 栏目 | 表样 | 说明 |",
            "|---:|---|---|---|---|---|---|",
        ]
        lines += [_line(row) for row in items() if row["part"] == part]
    return _HEAD + "\n".join(lines) + "\n"


def _line(row: dict[str, str]) -> str:
    name = f"{row['group']}：{row['name']}" if row["group"] else row["name"]
    key = row["field"]
    label = f"{field_catalogue().label(key)} `{key}`" if key else ""
    held = WORDS[row["held"]]
    cells = (row["number"], name, f"`{row['node']}.{row['item']}`", held, label, row["seen"], row["note"])
    return f"| {' | '.join(cells)} |"


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    for part, count in counts().items():
        print(f"{part}：{count.total()} 项，" + "，".join(f"{word} {count[held]}" for held, word in WORDS.items()))


if __name__ == "__main__":
    main()
