"""The actions of the first menu: what is read from files, what the hospital brings, what is written and printed."""

from __future__ import annotations

from typing import Final

from coding.review.people import Command
from ui.action_spec import ActionSpec, action


def _bring(id_: str, text: str, icon: str, hint: str = "") -> ActionSpec:
    """What brings a part of the hospital's knowledge."""
    return action(id_, text, "文件/导入知识", icon=icon, hint=hint, command=Command.BRING_KNOWLEDGE)


FILE_ACTIONS: Final[tuple[ActionSpec, ...]] = (
    action(
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
    action(
        "map_columns",
        "按列对照读入…",
        "文件",
        hint="列名或写法与标准不同的来源，记住一次",
        command=Command.IMPORT_PAGES,
    ),
    action("recent_clear", "清空列表", "文件/最近打开", separator=True, hint="列表与本机设置一起加密"),
    action("open_sample", "打开示例病案", "文件", icon="sample"),
    _bring("import_dx", "诊断码表…", "codes"),
    _bring("import_px", "手术操作码表…", "codes"),
    _bring("import_scheme", "分组方案（DRG、DIP，文件夹）…", "group"),
    _bring("import_scheme_file", "分组方案（DRG、DIP，zip 或 xlsx）…", "group"),
    _bring("import_tariff", "权重与费率表…", "tariff", "DIP 为分值表：分值、点值、医院系数"),
    _bring("import_policy", "支付政策…", "tariff", "费率、系数、倍率、特例单议、不按病组付费"),
    _bring("import_calendar", "放假安排…", "edited", "每年的放假通知：粘贴原文或填写日期，算工作日用"),
    _bring("import_sex_table", "性别对照表（两库）…", "user", "编码、名称、性别三列，男或女"),
    _bring("import_tcm_sheet", "中医首页检查表…", "findings", "项目、规则、分值三列"),
    _bring("import_terms", "术语对照表…", "suggestion"),
    _bring("import_dx_map", "诊断对照表（临床版到医保版）…", "arrow_right"),
    _bring("import_px_map", "手术对照表（临床版到医保版）…", "arrow_right"),
    _bring(
        "import_folder",
        "整个文件夹…",
        "open",
        "逐个识别是哪一类，检查，说明会改变多少份病案的结论，再排入；也可以把文件夹拖进窗口",
    ),
    action(
        "knowledge",
        "本院知识…",
        "文件/导入知识",
        separator=True,
        icon="codes",
        hint="已导入的各部分：版本、条数、有效期、何时由谁导入",
    ),
    _bring("embedded", "恢复为内置通用知识", "refresh"),
    action(
        "export", "导出校正后首页…", "文件", "Ctrl+Shift+S", icon="export", command=Command.EXPORT_MASKED, tells=True
    ),
    action(
        "export_findings", "导出问题清单（给科室）…", "文件", icon="findings", command=Command.EXPORT_MASKED, tells=True
    ),
    action(
        "print",
        "打印…",
        "文件",
        "Ctrl+P",
        icon="page",
        separator=True,
        hint="光标所在的卡片、分组过程、反馈单、依据单；其余为病案首页。先预览，也可存为 PDF",
        command=Command.EXPORT_MASKED,
        tells=True,
    ),
    action(
        "settings",
        "设置…",
        "文件",
        "Ctrl+,",
        separator=True,
        hint="用户、数据文件和备份、外观、金额、最近打开、更新",
    ),
    action("quit", "退出", "文件", "Ctrl+Q", icon="quit", separator=True),
)
