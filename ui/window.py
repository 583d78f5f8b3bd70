"""The main window: its frame with the list, and what comes into it once the list is on the screen."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from ui.window_frame import APP_TITLE, WindowFrame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Store
    from ui.panels.panel import Panel

__all__ = ["APP_TITLE", "MainWindow"]

#: What is loaded behind the list, in pieces each of which is short.
_LOADED_THEN: Final = (
    "coding.examine.preview",
    "ui.knowledge_loading",
    "ui.header",
    "ui.form.form_view",
    "ui.panels.registry",
    "ui.drawer.registry",
    "ui.month.month_actions",
    "ui.window_parts",
)


class MainWindow(WindowFrame):
    """``panels`` stand beside the form, ``pages`` in the drawer under it, by default those of the registries.

    ``keeper`` opens a sealed store again when it was locked.
    """

    def __init__(
        self,
        store: Store,
        path: Path,
        *,
        is_sample: bool = False,
        panels: Sequence[Panel] | None = None,
        pages: Sequence[Panel] | None = None,
        keeper: Doorkeeper | None = None,
    ) -> None:
        self._panels, self._pages, self._keeper = panels, pages, keeper
        super().__init__(store, path, is_sample=is_sample)

    def _make_whole(self) -> Iterator[None]:
        for name in _LOADED_THEN:
            import_module(name)
            yield
        from ui.window_parts import WindowParts

        parts = WindowParts(self, panels=self._panels, pages=self._pages, keeper=self._keeper)
        for step in parts.steps:
            step()
            yield
