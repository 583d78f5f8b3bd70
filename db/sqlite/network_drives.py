"""Whether a data file would lie on another machine: SQLite's write-ahead log needs memory that its windows share.

sqlite.org/wal.html: "All processes using a database must be on the same host computer; WAL does not work over a network
filesystem." A file that two machines write to is damaged without a word.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from coding.store.store_errors import StoreOnNetworkError

#: Where Linux says what is mounted where (proc(5), mountinfo).
MOUNTS: Final = Path("/proc/self/mountinfo")
#: File systems whose files lie on another machine, as Linux calls them.
_REMOTE: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gfs2"),
        *("davfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.ceph", "fuse.rclone"),
        *("fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.cifs", "fuse.s3fs"),
    }
)
#: What GetDriveTypeW says of a letter that stands for a share (DRIVE_REMOTE).
_DRIVE_REMOTE: Final = 4


def require_local(path: Path) -> None:
    """Raise StoreOnNetworkError where the data file would lie on a network drive; the sentence says what to do."""
    kind = network_kind(path)
    if kind:
        raise StoreOnNetworkError(
            f"数据文件 {path} 在网络盘上（{kind}），多台电脑同时写会损坏数据：请用 --db 把数据文件放在本机磁盘上"
            "（已有的先复制到本机），网络盘只存放备份和导出的文件。"
        )


def network_kind(path: Path) -> str:
    """What kind of network drive a place lies on: cifs, nfs4, 网络共享 …; "" for a disk of this machine."""
    if sys.platform == "win32":
        return _windows_kind(path)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # a system that does not say
        return ""
    try:
        return mounted_kind(os.path.realpath(path), mounts)
    except ValueError:  # NUL or half a character: whoever opens the place says what is wrong with it
        return ""


def mounted_kind(path: str, mounts: str) -> str:
    """The kind of the file system that holds an absolute path, "" unless it is a remote one; ``mounts``: mountinfo."""
    found, kind = "", ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        parts = before.split(" ")
        if len(parts) < 5 or not after:
            continue
        point = _unescaped(parts[4])
        # of two file systems on one point the later one lies above
        if len(point) >= len(found) and (path == point or path.startswith(point.rstrip("/") + "/")):
            found, kind = point, after.split(" ")[0]
    return kind if kind in _REMOTE else ""


def _unescaped(point: str) -> str:
    """Blanks and the like in a mount point are written in octal."""
    for written, meant in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(written, meant)
    return point


def _windows_kind(path: Path) -> str:  # pragma: no cover - Windows alone
    full = os.path.realpath(path)
    if is_share(full):
        return "网络共享"
    import ctypes

    drive = os.path.splitdrive(full)[0]
    remote = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE  # type: ignore[attr-defined]
    return "网络驱动器" if remote else ""


def is_share(full: str) -> bool:
    r"""``\\server\share\…``, also in its long form; ``\\?\C:\…`` is a disk of this machine."""
    plain = full.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    return plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\"))
