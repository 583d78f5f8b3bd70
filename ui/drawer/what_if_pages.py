"""换主诊断, 换主手术, 逐行去除 and 入组办法: what is asked on each page of the drawer, and when it has its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.examine.alternatives import WhatIf, as_main, as_principal, without_each
from coding.examine.remedies import all_remedies
from ui.action_spec import ActionSpec
from ui.drawer.what_if import Question, WhatIfTable
from ui.panels.panel import Panel, Picture

if TYPE_CHECKING:
    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from ui.session import Session
    from ui.workplace import Workplace

#: Milliseconds until every line of a table has its preview.
_PREVIEWED = 500
_PRINCIPALS = Question("换主要诊断", as_principal, "没有其他有编码的诊断。", "diagnosis")
_MAINS = Question("换主要手术", as_main, "没有其他有编码的手术操作。", "procedure")
_WITHOUTS = Question("逐行去除", without_each, "没有可以去除的行。", tells_carriers=True)
_NO_REMEDY = (
    "首页上的诊断、手术操作换序、检查结果的改法和名称所指的编码，都不能使它入组："
    "请补填缺少的项目，核对主要诊断，或询问医师。"
)


def _is_grouped(session: Session) -> bool:
    return session.examination is None or session.examination.grouping.is_grouped


def _is_ungrouped(session: Session) -> bool:
    return not _is_grouped(session)


def _remedies(place: Workplace) -> WhatIfTable:
    session = place.session

    def asked(page: FrontPage, knowledge: Knowledge) -> list[WhatIf]:
        now = session.examination
        return all_remedies(page, knowledge, now, with_codes=session.is_search_ready) if now else []

    return WhatIfTable(
        session,
        Question(
            "入组办法",
            asked,
            _NO_REMEDY,
            changes=True,
            hint="由首页自身支持的最小改动，不按权重排列；Enter 定位，空格看详情；依据病历在表单或检查结果中采纳。",
        ),
    )


PRINCIPALS_PAGE: Final = Panel(
    "drg_principals",
    "换主诊断",
    lambda place: WhatIfTable(place.session, _PRINCIPALS),
    actions=(ActionSpec("drg_principals", "换主诊断", "分组/抽屉", ("Ctrl+F9",), needs_page=True, pane="抽屉"),),
    pictures=(Picture("drg_principals", settle=_PREVIEWED),),
)
MAINS_PAGE: Final = Panel(
    "drg_mains",
    "换主手术",
    lambda place: WhatIfTable(place.session, _MAINS),
    actions=(ActionSpec("drg_mains", "换主手术", "分组/抽屉", ("Shift+F9",), needs_page=True, pane="抽屉"),),
    pictures=(Picture("drg_mains", settle=_PREVIEWED),),
)
WITHOUTS_PAGE: Final = Panel(
    "drg_without",
    "逐行去除",
    lambda place: WhatIfTable(place.session, _WITHOUTS),
    actions=(ActionSpec("drg_without", "逐行去除", "分组/抽屉", needs_page=True),),
    pictures=(Picture("drg_without", settle=_PREVIEWED),),
    fits=_is_grouped,
)
REMEDIES_PAGE: Final = Panel(
    "drg_remedies",
    "入组办法",
    _remedies,
    actions=(ActionSpec("drg_remedies", "入组办法", "分组/抽屉", needs_page=True, hint="未入组的病案"),),
    pictures=(Picture("drg_remedies", lambda row, _page: row.drg == "0000", settle=_PREVIEWED),),
    fits=_is_ungrouped,
)
