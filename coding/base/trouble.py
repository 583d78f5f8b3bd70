"""Why the system could not read or write a file, in Chinese words for the middle of a sentence."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOENT: "路径不存在",
    errno.EACCES: "没有权限或文件被占用",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已有同名文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件过多",
    errno.EINVAL: "文件名不可用",
}


def file_trouble(error: OSError) -> str:
    """What went wrong: 磁盘已满, 没有权限或文件被占用 …"""
    if error.errno is None:
        return "文件已损坏"
    return _WORDS.get(error.errno, f"系统错误 {error.errno}")
