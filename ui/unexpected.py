"""What a user reads when something fails: one Chinese sentence; the trace goes to the log file."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

from coding.base.errors import CodingError
from coding.base.trouble import file_trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_LOG = logging.getLogger(__name__)
_UNEXPECTED = (
    "程序遇到意外情况，刚才的操作没有完成；已保存的内容不受影响，未保存的输入标为“未保存”并留在草稿中。"
    "请重试，仍出现时把日志交给维护人员。"
)


def in_words(error: BaseException) -> str:
    """The sentence for an error: its own if it is ours, else one that says what to do."""
    if isinstance(error, CodingError):
        return str(error)
    if isinstance(error, PermissionError):
        return f"没有权限读写“{error.filename or '该文件'}”：请检查文件权限，或关闭正在使用它的程序后再试。"
    if isinstance(error, FileNotFoundError):
        return f"找不到文件“{error.filename or ''}”：请确认它没有被移走或改名。"
    if isinstance(error, OSError):
        return f"读写文件失败（{file_trouble(error)}）：请检查磁盘空间和文件权限后再试。"
    if isinstance(error, MemoryError):
        return "内存不足：请关闭其他程序，或把文件分成几份后再试。"
    return _UNEXPECTED


def install_excepthook(show: Callable[[str], None], recover: Callable[[], None] = lambda: None) -> None:
    """Show one sentence for an error that nobody caught, and log it; ``recover`` brings the screen in order before."""
    is_recovering = threading.Lock()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, CodingError):
            _LOG.error("未处理的错误", exc_info=(kind, error, trace))
        if is_recovering.acquire(blocking=False):  # what goes wrong while the screen is put in order is only told
            try:
                recover()
            except Exception:  # noqa: BLE001 - the last door
                _LOG.exception("恢复显示时出错")
            finally:
                is_recovering.release()
        show(in_words(error))

    sys.excepthook = hook
