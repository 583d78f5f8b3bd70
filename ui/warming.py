"""What is needed at the first file, the first search, the first card is loaded while the window rests."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ui.tasks import Task, TaskRunner

#: In the order in which they will be wanted.
_WANTED_SOON: Final = (
    "coding.exchange.link",
    "coding.exchange.xmlfile",
    "coding.exchange.read",
    "coding.work.importing",
    "coding.work.month_received",
    "ui.dialogs.import_result",
)


def warm_up(runner: TaskRunner) -> None:
    """Load them behind the window; what is loaded already costs nothing."""

    def load(task: Task[None]) -> None:
        for name in _WANTED_SOON:
            task.check()
            import_module(name)

    runner.run("准备读入文件", load)
