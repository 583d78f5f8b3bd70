"""The keys that parts of the window take themselves: they stand here to be told, on the sheet of keys."""

from __future__ import annotations

from typing import Final

from ui.action_spec import ActionSpec, action


def _told(id_: str, text: str, *keys: str, hint: str = "", pane: str = "") -> ActionSpec:
    return action(id_, text, "", *keys, handled=False, hint=hint, pane=pane)


TOLD_KEYS: Final[tuple[ActionSpec, ...]] = (
    _told("leave", "放弃正在输入的内容；从查找框返回列表", "Esc"),
    _told("copy_rows", "复制所选的行，连同列名", "Ctrl+C", hint="只供查看的表格和列表"),
    _told("copy_table", "复制整张表", "Ctrl+Shift+C", hint="只供查看的表格和列表"),
    _told("table_menu", "复制、另存为 Excel 的菜单", "Shift+F10", hint="只供查看的表格和列表"),
    _told("open_row", "打开所选病案，光标进入表单", "Return", pane="病案列表"),
    _told("next_field", "下一栏、上一栏", "Tab", "Shift+Tab", pane="首页表单"),
    _told("section", "跳到第 1–6 部分", "Ctrl+1…6", pane="首页表单"),
    _told("edit_cell", "编辑一格", "F2", "Return", pane="诊断、手术表"),
    _told("insert_row", "在此处增加一行", "Ins", pane="诊断、手术表"),
    _told("delete_row", "删除本行", "Ctrl+Del", pane="诊断、手术表"),
    _told("move_row", "上移、下移本行", "Alt+Up", "Alt+Down", pane="诊断、手术表"),
    _told("make_first", "设为主要诊断、主要手术", "Ctrl+Home", pane="诊断、手术表"),
    _told(
        "pivot_cut",
        "按规则、科室、医师、病组、编码员、月；抽查、待质控",
        "1…8",
        pane="质控台：汇总",
    ),
    _told("pivot_down", "进入这一行的病案、返回", "Return", "Backspace", pane="质控台：汇总"),
    _told("pivot_period", "换时期（再按字母）", "Alt+P", pane="质控台：汇总"),
    _told("pivot_sort", "换排列顺序", "F3", pane="质控台：汇总"),
    _told("list_move", "下一条、上一条", "J", "K", pane="质控台：问题和改动"),
    _told("list_judge", "认可、不认可（写理由）", "Y", "N", pane="质控台：问题和改动"),
    _told("list_words", "在栏目批注、回复", "C", "T", pane="质控台：问题和改动"),
    _told("list_opinion", "请第二意见、给第二意见", "Q", "S", pane="质控台：问题和改动"),
    _told("list_waive", "豁免这条、只看改动和问题", "W", "D", pane="质控台：问题和改动"),
    _told(
        "list_send",
        "退回（再按 1–9 勾选理由，Enter）、通过",
        "R",
        "A",
        pane="质控台：问题和改动",
    ),
    _told("list_back", "回到左边的病案", "Backspace", "Esc", pane="质控台：问题和改动"),
    _told("month_parts", "步骤、上面的数、右边的内容", "Alt+1…3", pane="月工作台"),
    _told("month_deed", "这一步的主要动作", "Ctrl+Return", pane="月工作台"),
    _told("month_button", "下面一排按钮，按次序", "Ctrl+1…9", pane="月工作台"),
    _told("month_period", "前一时期、后一时期", "Alt+Left", "Alt+Right", pane="月工作台"),
    _told("month_again", "重新读取", "F5", pane="月工作台"),
    _told("month_page", "换一张图、下一页", "PgDown", "PgUp", pane="月工作台"),
    _told("month_table", "图换成同样数字的表格", "T", pane="月工作台"),
    _told("month_leave", "回到来时的工作台", "Esc", pane="月工作台"),
)
