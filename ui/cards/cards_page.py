"""The cards as a page of the drawer; what they are made of is loaded when they are first looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.codes.entry import CodeKind
from ui.action_spec import ActionSpec
from ui.cards.card_key import CardKey, CardKind, key_of
from ui.panels.panel import Panel, Picture

if TYPE_CHECKING:
    from ui.cards.cards_view import CardsView
    from ui.panel_view import PanelView
    from ui.workplace import Workplace


def _cards(place: Workplace) -> PanelView:
    from ui.cards.cards_view import CardsView

    return CardsView(place.session, place.runner)


def _show_code(view: CardsView, kind: CodeKind) -> None:
    """The card of the first row of the page in work."""
    page = view.session.page
    rows = () if page is None else page.diagnoses if kind is CodeKind.DIAGNOSIS else page.procedures
    if rows:
        view.open(key_of(rows[0].code, kind))


def _show_group(view: CardsView) -> None:
    examination = view.session.examination
    if examination is not None:
        view.open(CardKey(CardKind.GROUP, examination.grouping.drg))


CARDS_PAGE: Final = Panel(
    "cards",
    "卡片",
    _cards,
    actions=(
        ActionSpec(
            "cards",
            "编码卡片",
            "病案",
            ("Shift+F1",),
            icon="codes",
            hint="光标所在编码的位置、注释、版本、分组和本院用法；病组反查",
            pane="抽屉",
        ),
        ActionSpec("card_back", "上一张、下一张卡片", "", ("Alt+Left", "Alt+Right"), handled=False, pane="抽屉"),
    ),
    pictures=(
        Picture(
            "card_code",
            lambda row, page: bool(row.weight) and bool(page.procedures),
            arrange=lambda view: _show_code(view, CodeKind.DIAGNOSIS),
            is_ready=lambda view: view.is_complete,
        ),
        Picture("card_group", arrange=_show_group, is_ready=lambda view: view.is_complete),
    ),
)
