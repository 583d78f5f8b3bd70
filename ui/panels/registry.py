"""The panels beside the form, in the order of their sections. A further one is a line here: docs/add-a-panel.md."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ui.action_specs import ACTIONS
from ui.actions import with_panel_actions
from ui.panels.basis import BASIS_PANEL
from ui.panels.findings import FINDINGS_PANEL
from ui.panels.review import REVIEW_PANEL
from ui.panels.suggestions import SUGGESTIONS_PANEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ui.action_spec import ActionSpec
    from ui.panels.panel import Panel

PANELS: Final[tuple[Panel, ...]] = (FINDINGS_PANEL, SUGGESTIONS_PANEL, BASIS_PANEL, REVIEW_PANEL)


def all_actions(panels: Iterable[Panel] = PANELS) -> tuple[ActionSpec, ...]:
    """The actions of the window with those that the panels bring."""
    brought = [(panel, spec) for panel in panels for spec in panel.actions]
    return with_panel_actions(ACTIONS, [replace(spec, pane=spec.pane or panel.title) for panel, spec in brought])
