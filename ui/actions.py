"""All actions as data: menus, toolbar, context menus and the shortcut sheet are made from this table."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence

from coding.review.people import Command
from ui.allowed import who_may
from ui.icons.icons import icon
from ui.plain import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. ``menu`` is where it stands (``文件/导入知识`` nests); "" = only on the shortcut sheet.

    ``keys`` in portable text, the first is the one that is shown. ``handled`` False: the key belongs to a
    part of the window that takes it itself (Enter in the list of suggestions), it stands here to be told.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    toolbar: bool = False
    checkable: bool = False
    separator: bool = False  # a line above it in its menu
    short: str = ""  # the word on the toolbar
    hint: str = ""
    needs_page: bool = False
    handled: bool = True
    once: bool = False  # a key that is held down does it once
    command: Command | None = None  # what one has to be allowed to do


def _a(id_: str, text: str, menu: str, *keys: str, **more: object) -> ActionSpec:
    return ActionSpec(id_, text, menu, keys, **more)  # type: ignore[arg-type]


ACTIONS: Final[tuple[ActionSpec, ...]] = (
    _a(
        "open_file",
        "打开病案首页文件…",
        "文件",
        "Ctrl+O",
        icon="open",
        toolbar=True,
        hint="CSV 或 Excel，N041 等格式",
        short="打开",
        command=Command.IMPORT_PAGES,
    ),
    _a(
        "map_columns",
        "按列对照读入…",
        "文件",
        hint="列名或写法与标准不同的来源，记住一次",
        command=Command.IMPORT_PAGES,
    ),
    _a("open_sample", "打开示例病案", "文件", icon="sample"),
    _a("import_dx", "诊断码表…", "文件/导入知识", icon="codes", command=Command.BRING_KNOWLEDGE),
    _a("import_px", "手术操作码表…", "文件/导入知识", icon="codes", command=Command.BRING_KNOWLEDGE),
    _a(
        "import_scheme", "分组方案（DRG、DIP，文件夹）…", "文件/导入知识", icon="group", command=Command.BRING_KNOWLEDGE
    ),
    _a(
        "import_scheme_file",
        "分组方案（DRG、DIP，zip 或 xlsx）…",
        "文件/导入知识",
        icon="group",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "import_tariff",
        "权重与费率表…",
        "文件/导入知识",
        icon="tariff",
        hint="DIP 为分值表：分值、点值、医院系数",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "import_policy",
        "支付政策…",
        "文件/导入知识",
        icon="tariff",
        hint="费率、系数、倍率、特例单议、不按病组付费",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "import_calendar",
        "放假安排…",
        "文件/导入知识",
        icon="edited",
        hint="每年的放假通知：粘贴原文或填写日期，算工作日用",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "import_sex_table",
        "性别对照表（两库）…",
        "文件/导入知识",
        icon="user",
        hint="编码、名称、性别三列，男或女",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "import_tcm_sheet",
        "中医首页检查表…",
        "文件/导入知识",
        icon="findings",
        hint="项目、规则、分值三列",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a("import_terms", "术语对照表…", "文件/导入知识", icon="suggestion", command=Command.BRING_KNOWLEDGE),
    _a(
        "import_dx_map",
        "诊断对照表（临床版到医保版）…",
        "文件/导入知识",
        icon="arrow_right",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "import_px_map",
        "手术对照表（临床版到医保版）…",
        "文件/导入知识",
        icon="arrow_right",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "knowledge",
        "本院知识…",
        "文件/导入知识",
        separator=True,
        icon="codes",
        hint="已导入的各部分：版本、条数、有效期、何时由谁导入",
    ),
    _a("embedded", "恢复为内置通用知识", "文件/导入知识", icon="refresh", command=Command.BRING_KNOWLEDGE),
    _a("export", "导出校正后首页…", "文件", "Ctrl+Shift+S", icon="export", command=Command.EXPORT_MASKED),
    _a("export_findings", "导出问题清单（给科室）…", "文件", icon="findings", command=Command.EXPORT_MASKED),
    _a("quit", "退出", "文件", "Ctrl+Q", icon="quit", separator=True),
    _a(
        "undo",
        "撤销",
        "编辑",
        "Ctrl+Z",
        icon="undo",
        toolbar=True,
        needs_page=True,
        short="撤销",
        command=Command.EDIT_PAGE,
    ),
    _a(
        "redo",
        "重做",
        "编辑",
        "Ctrl+Y",
        "Ctrl+Shift+Z",
        icon="redo",
        toolbar=True,
        needs_page=True,
        short="重做",
        command=Command.EDIT_PAGE,
    ),
    _a("search", "查找病案", "编辑", "Ctrl+F", icon="search", separator=True, hint="姓名、病案号、诊断、科别、病组"),
    _a("previous_page", "上一份病案", "病案", "Ctrl+Up", "Ctrl+PgUp", icon="previous", toolbar=True, short="上一份"),
    _a("next_page", "下一份病案", "病案", "Ctrl+Down", "Ctrl+PgDown", icon="next", toolbar=True, short="下一份"),
    _a(
        "done",
        "标为完成并到下一份",
        "病案",
        "Ctrl+Return",
        "Ctrl+Enter",
        icon="done",
        toolbar=True,
        needs_page=True,
        once=True,
        short="完成",
        command=Command.RELEASE_ALONE,
    ),
    _a(
        "reopen", "取消完成标记", "病案", "Ctrl+Shift+Return", icon="edited", needs_page=True, command=Command.EDIT_PAGE
    ),
    _a(
        "evidence",
        "写明权重变化的依据…",
        "病案",
        "F7",
        icon="evidence",
        needs_page=True,
        hint="手工修改使权重变化较大时",
        command=Command.EDIT_PAGE,
    ),
    _a(
        "page_history",
        "历史…",
        "病案",
        "Ctrl+Shift+H",
        icon="trace",
        separator=True,
        needs_page=True,
        hint="谁改了什么、为什么，病组前后；任一时刻的首页",
        command=Command.READ_PAGES,
    ),
    _a(
        "identities",
        "显示身份…",
        "病案",
        icon="user",
        needs_page=True,
        hint="被遮住的姓名、证件号、电话和住址；注明原因，记入审计",
        command=Command.SHOW_IDENTITIES,
    ),
    _a(
        "step_menu",
        "流转…",
        "流转",
        "Ctrl+G",
        icon="next",
        needs_page=True,
        hint="提交、通过、退回、待补、上报、补报、归档",
    ),
    _a("next_mine", "下一份待完成的病案", "流转", "Ctrl+J", icon="next", hint="分派给我的；没有分派时为列表中未完成的"),
    _a(
        "deal",
        "分派病案…",
        "流转",
        "Ctrl+Shift+L",
        icon="user",
        separator=True,
        hint="按病区、科别的分派表，或指定",
    ),
    _a(
        "versions",
        "版本比较…",
        "分组",
        "Ctrl+B",
        icon="copy",
        needs_page=True,
        hint="读入时、当前、暂存的和换序后的首页逐行比较",
    ),
    _a(
        "compare_schemes",
        "换用方案比较…",
        "分组",
        "Ctrl+Shift+B",
        icon="group",
        hint="全部病案在几个方案下的病组和权重变化",
        command=Command.SEE_MONEY,
    ),
    _a(
        "insurer_proof",
        "与医保结算结果核对…",
        "分组",
        "Ctrl+Shift+J",
        icon="same",
        hint="一致率、最大的差异，改哪一条规则最能减少差异",
        command=Command.SEE_MONEY,
    ),
    _a(
        "region_scheme",
        "由本地分组目录建立方案…",
        "分组",
        icon="group",
        hint="医保部门只公布病组目录时：与基础方案比较，从名称推出条件，逐条确认",
        command=Command.BRING_KNOWLEDGE,
    ),
    _a(
        "tariff_options",
        "权重表的等级、费率与倍率…",
        "分组",
        icon="tariff",
        separator=True,
        command=Command.BRING_KNOWLEDGE,
    ),
    _a("own_weights", "由本院病案计算权重…", "分组", hint="病组均费 ÷ 全部均费，可两端去除", command=Command.SEE_MONEY),
    _a(
        "payment_of_month",
        "支付汇总…",
        "分组",
        hint="例数、权重、费用、支付估算、差额，倍率和特例",
        separator=True,
        command=Command.SEE_MONEY,
    ),
    _a(
        "paid_results",
        "结算结果…",
        "分组",
        hint="医保结算结果读回：差异按原因，拒付和申诉期限",
        command=Command.SEE_MONEY,
    ),
    _a("policy_example", "另存演示政策…", "分组", hint="照着填写本地区的支付政策"),
    _a("grouping_options", "分组设置…", "分组", hint="写依据的界限、首页编码的版本", command=Command.SET_DEPARTMENT),
    _a("rules", "规则库…", "质控", "Ctrl+R", icon="codes", hint="查看、停用、改级别、自加规则，试运行，导入导出"),
    _a(
        "waive",
        "豁免所选问题…",
        "质控",
        "Ctrl+H",
        icon="done",
        needs_page=True,
        hint="注明理由和有效期；再按撤销豁免",
        command=Command.WAIVE,
    ),
    _a("waivers", "豁免清单…", "质控"),
    _a(
        "term_book",
        "术语本…",
        "质控",
        "Ctrl+T",
        icon="suggestion",
        separator=True,
        hint="本院采纳过的原词与编码：审核、导入、导出",
    ),
    _a(
        "term_clusters",
        "术语归一…",
        "质控",
        icon="same",
        hint="把各种写法归到标准词，成批批准",
        command=Command.BRING_TERMS,
    ),
    _a(
        "month",
        "月度（关账）…",
        "质控",
        "F12",
        icon="calendar",
        separator=True,
        hint="一个月从打开到关账的十步，指标、图表、反馈单、上报、月报",
        command=Command.SEE_MONTH,
    ),
    _a("brief", "体检（一个月的导出）…", "质控", icon="findings", hint="不存入，两页：缺陷、未入组、3.0、与医保一致"),
    _a(
        "sampling",
        "抽查…",
        "质控",
        "Ctrl+K",
        icon="sample",
        hint="按计划和种子抽样，盲评，异议，正确率和区间",
    ),
    _a("same_words", "依据雷同…", "质控", icon="evidence", hint="在 5 份以上病案中相同的依据文字"),
    _a(
        "as_coder",
        "编码员",
        "质控/岗位",
        checkable=True,
        hint="不列出只能由住院登记更正且不妨碍提交的问题",
        command=Command.KEEP_VERDICTS,
    ),
    _a("as_officer", "质控员", "质控/岗位", checkable=True, hint="列出全部问题", command=Command.KEEP_VERDICTS),
    _a("to_worklist", "到病案列表", "视图", "Alt+1", icon="worklist"),
    _a("to_form", "到首页表单", "视图", "Alt+2", icon="page"),
    _a("to_knowledge", "到问题、建议与分组", "视图", "Alt+3", icon="findings"),
    _a("cycle", "下一个区域", "视图", "F6"),
    _a("cycle_back", "上一个区域", "视图", "Shift+F6"),
    _a("own_password", "修改我的口令…", "用户", icon="edited", command=Command.CHANGE_PASSWORD),
    _a(
        "people",
        "用户与角色…",
        "用户",
        icon="user",
        hint="添加、修改、停用用户，重设口令；空闲锁定",
        command=Command.SEE_PEOPLE,
    ),
    _a("recovery_key", "新的恢复密钥…", "用户", icon="new", command=Command.RESET_PASSWORD),
    _a("switch_user", "切换用户…", "用户", icon="refresh", separator=True),
    _a("lock", "锁定", "用户", "Ctrl+L", icon="later", hint="离开时遮住病案，回来输口令继续"),
    _a(
        "audit",
        "审计记录…",
        "用户",
        icon="trace",
        separator=True,
        hint="谁在什么时候做了什么；校验、导出",
        command=Command.SEE_AUDIT,
    ),
    _a(
        "back_up",
        "备份…",
        "用户",
        icon="saved",
        hint="数据文件、密钥文件和本院知识存成一个文件；此后关闭窗口时自动备份到那里",
        command=Command.BACK_UP,
    ),
    _a(
        "restore",
        "恢复备份…",
        "用户",
        icon="refresh",
        hint="数据文件回到备份那一刻；现有的文件改名留在旁边",
        command=Command.RESTORE,
    ),
    _a(
        "packages",
        "工作包…",
        "数据",
        icon="copy",
        hint="两台机器之间：分发、打开、交回、合并病案，交换名片",
        command=Command.WORK_PACKAGE,
    ),
    _a("light", "浅色", "视图/外观", icon="light", checkable=True),
    _a("dark", "深色", "视图/外观", icon="dark", checkable=True),
    _a("system", "跟随系统", "视图/外观", icon="system", checkable=True),
    _a("text_larger", "放大文字", "视图/文字大小", "Ctrl++", "Ctrl+="),
    _a("text_smaller", "缩小文字", "视图/文字大小", "Ctrl+-"),
    _a("text_90", "90 %", "视图/文字大小", checkable=True, separator=True),
    _a("text_100", "100 %（默认）", "视图/文字大小", checkable=True),
    _a("text_110", "110 %", "视图/文字大小", checkable=True),
    _a("text_120", "120 %", "视图/文字大小", checkable=True),
    _a("text_130", "130 %", "视图/文字大小", checkable=True),
    _a("reset_layout", "恢复默认布局", "视图", separator=True),
    _a("shortcuts", "快捷键一览", "帮助", "F1", icon="keyboard", toolbar=True, short="快捷键"),
    _a("about", "关于", "帮助", icon="about"),
    # taken by the parts of the window themselves
    _a("next_field", "下一栏、上一栏", "", "Tab", "Shift+Tab", handled=False),
    _a("section", "跳到表单的第 1–6 部分", "", "Ctrl+1…6", handled=False),
    _a("open_row", "打开所选病案，光标进入表单", "", "Return", handled=False, hint="病案列表"),
    _a("edit_cell", "编辑表格中的一格", "", "F2", "Return", handled=False, hint="诊断、手术表"),
    _a("insert_row", "在此处增加一行", "", "Ins", handled=False, hint="诊断、手术表"),
    _a("delete_row", "删除本行", "", "Ctrl+Del", handled=False, hint="诊断、手术表"),
    _a("move_row", "上移、下移本行", "", "Alt+Up", "Alt+Down", handled=False, hint="诊断、手术表"),
    _a("make_first", "设为主要诊断、主要手术", "", "Ctrl+Home", handled=False, hint="诊断、手术表"),
    _a("leave", "放弃正在输入的内容；从查找框返回列表", "", "Esc", handled=False),
)

#: Behind these stand the actions that the panels bring: those of the menus, and the keys they take themselves.
_PANEL_ACTIONS_AFTER: Final = "reopen"
_PANEL_KEYS_AFTER: Final = "make_first"

#: The order and the titles of the shortcut sheet: menus first, then what the parts take themselves.
SHEET: Final[Mapping[str, str]] = {
    "文件": "文件",
    "编辑": "编辑",
    "病案": "病案",
    "流转": "流转",
    "分组": "分组",
    "质控": "质控",
    "用户": "用户",
    "数据": "数据",
    "视图": "视图",
    "帮助": "帮助",
    "": "表单与列表中",
}
MENUS: Final = ("文件", "编辑", "病案", "流转", "分组", "质控", "用户", "数据", "视图", "帮助")


_KEY_WORDS: Final = {
    "Up": "↑",
    "Down": "↓",
    "PgUp": "PageUp",
    "PgDown": "PageDown",
    "Return": "Enter",
    "Ins": "Insert",
    "Del": "Delete",
}


def key_text(keys: str) -> str:
    """A key in the words of the keyboard in front of her: Ctrl+↑, PageUp, Enter."""
    return "+".join(_KEY_WORDS.get(part, part) for part in keys.split("+"))


def shown_keys(spec: ActionSpec) -> str:
    """All keys of an action as the sheet tells them."""
    return "  或  ".join(dict.fromkeys(key_text(k) for k in spec.keys))


def with_panel_actions(actions: Sequence[ActionSpec], brought: Sequence[ActionSpec]) -> tuple[ActionSpec, ...]:
    """``actions`` with those that the panels have ``brought``, each kind at its place in the table."""
    kinds = {_PANEL_ACTIONS_AFTER: True, _PANEL_KEYS_AFTER: False}
    found: list[ActionSpec] = []
    for spec in actions:
        found.append(spec)
        if spec.id in kinds:
            found += [one for one in brought if one.handled == kinds[spec.id]]
    return tuple(found)


def sheet(actions: Sequence[ActionSpec]) -> Iterator[tuple[str, list[ActionSpec]]]:
    """The shortcut sheet: title of a part and its actions that have a key."""
    for menu, title in SHEET.items():
        specs = [a for a in actions if a.keys and a.menu.split("/")[0] == menu]
        if specs:
            yield title, specs


class ActionSet:
    """The actions of one window, made from their table and tied to what they do."""

    def __init__(
        self,
        owner: QWidget,
        actions: Sequence[ActionSpec],
        handlers: Mapping[str, Callable[[], object]],
        may: Callable[[Command], bool] = lambda _command: True,
        unavailable: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``may``: whether the person at the store may do it; ``unavailable``: actions that there are not here, why."""
        self._barred: dict[str, str] = dict(unavailable)
        self._specs = {a.id: a for a in actions if a.handled}
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}  # by path, once they are filled
        for spec in self._specs.values():
            action = QAction(spec.text, owner)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(k) for k in spec.keys])
            action.setCheckable(spec.checkable)
            action.setAutoRepeat(not spec.once)
            if spec.short:
                action.setIconText(spec.short)
            tip = f"{spec.text.rstrip('…')}（{key_text(spec.keys[0])}）" if spec.keys else spec.text
            action.setToolTip(plain_tip(f"{tip}\n{spec.hint}" if spec.hint else tip))
            action.setStatusTip(spec.hint)
            if spec.command is not None and not may(spec.command):
                self._barred.setdefault(spec.id, who_may(spec.command))
            if spec.id in self._barred:
                action.setEnabled(False)
                action.setToolTip(plain_tip(f"{tip}\n{self._barred[spec.id]}"))
                action.setStatusTip(self._barred[spec.id])
            elif spec.id in handlers:
                action.triggered.connect(lambda _checked=False, do=handlers[spec.id]: do())
            else:
                action.setEnabled(False)
            owner.addAction(action)
            self._actions[spec.id] = action
        self.recolour()

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def recolour(self) -> None:
        """Draw the icons in the colours of the theme in force."""
        for id_, action in self._actions.items():
            if self._specs[id_].icon:
                action.setIcon(icon(self._specs[id_].icon))

    def enable(self, id_: str, on: bool) -> None:
        """Have an action pressed or not; one that the person may not do stays as it is."""
        if id_ not in self._barred:
            self._actions[id_].setEnabled(on)

    def enable_for_page(self, there_is_one: bool) -> None:
        """Actions that need a page in work can be pressed only when there is one."""
        for id_, spec in self._specs.items():
            if spec.needs_page:
                self.enable(id_, there_is_one)

    def fill_menus(self, bar: QMenuBar) -> None:
        """The menus, in the order of the table."""
        menus = self.menus = {name: bar.addMenu(name) for name in MENUS}
        for menu in menus.values():
            menu.setToolTipsVisible(True)  # which role may do what is disabled here
        for spec in self._specs.values():
            menu = self._menu(menus, spec.menu)
            if spec.separator:
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])

    def fill_toolbar(self, bar: QToolBar) -> None:
        """The toolbar: the actions that are marked for it, a line between two menus."""
        last = ""
        for spec in self._specs.values():
            if not spec.toolbar:
                continue
            menu = spec.menu.split("/")[0]
            if last and menu != last:
                bar.addSeparator()
            bar.addAction(self._actions[spec.id])
            last = menu

    @staticmethod
    def _menu(menus: dict[str, QMenu], path: str) -> QMenu:
        if path not in menus:
            parent, _, name = path.rpartition("/")
            menus[path] = menus[parent].addMenu(name)
        return menus[path]
