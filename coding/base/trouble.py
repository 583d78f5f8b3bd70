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
#: What Windows alone can say (winerror.h); without these it would be told as one of the above, and wrongly.
_WINDOWS_WORDS = {
    19: "磁盘是只读的",
    21: "磁盘没有接好",
    23: "磁盘读写出错",
    32: "正被另一个程序打开",
    33: "正被另一个程序打开",
    53: "网络盘连不上",
    59: "网络盘连不上",
    64: "网络盘连不上",
    67: "网络盘连不上",
    206: "路径过长，Windows 一般要在 240 个字以内",
    225: "被杀毒软件拦下",
    226: "被杀毒软件拦下",
    1117: "磁盘读写出错",
    1224: "正被另一个程序打开",
    1231: "网络盘连不上",
    1392: "磁盘上的文件已损坏",
}
#: What Windows says of a path that it does not find, be it only for its length; a folder has 247 characters at most, a
#: file 259, unless an administrator has switched long paths on.
_NOT_FOUND, _LONGEST = frozenset({2, 3}), 247


def file_trouble(error: OSError) -> str:
    """What went wrong: 磁盘已满, 没有权限或文件被占用 …"""
    windows = getattr(error, "winerror", None)
    if windows in _NOT_FOUND and len(str(error.filename or "")) > _LONGEST:
        return _WINDOWS_WORDS[206]
    if windows in _WINDOWS_WORDS:
        return _WINDOWS_WORDS[windows]
    if error.errno is None:
        return "文件已损坏"
    return _WORDS.get(error.errno, f"系统错误 {error.errno}")
