"""Tables as dBase and FoxPro write them, byte by byte, for the tests."""

import struct

#: The names that make a table one of front pages: record number, name, principal diagnosis.
HEAD = (("BAH", "C", 8), ("XM", "C", 8), ("JBDM", "C", 12))
FIRST = (b"00000007", "甲".encode("gbk"), b"K80.000")


def table(*fields, rows=(), version=3, end=b"\x1a", count=None, day=(24, 3, 9)):
    """A table of ``HEAD`` and further fields (name, type, width, decimals); ``rows`` hold the bytes of every field.

    A row that is bytes and no sequence stands as it is, deletion mark included.
    """
    fields = [*HEAD, *fields]
    head = b"".join(
        struct.pack("<11sc4xBB14x", name.encode("gbk"), kind.encode(), width, *(more or (0,)))
        for name, kind, width, *more in fields
    )
    widths = [width + (more[0] << 8 if more and kind == "C" else 0) for _, kind, width, *more in fields]
    data = b"".join(
        row if isinstance(row, bytes) else b" " + b"".join(c.ljust(w) for c, w in zip(row, widths, strict=True))
        for row in rows
    )
    number = len(rows) if count is None else count
    start = struct.pack("<BBBBIHH20x", version, *day, number, 33 + len(head), 1 + sum(widths))
    return start + head + b"\r" + data + end
