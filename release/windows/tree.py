"""Where things lie in the installed tree, and in the add-on that is put beside it."""

from __future__ import annotations

#: The version of the embedded Python as its own files write it.
PYTHON = "313"
STARTERS = ("frontpage-coding.cmd", "frontpage-coding.py", "frontpage-coding-window.pyw")
SOURCE = "source.tar.xz"
#: What the seats of a department put beside the program; libraries lie in a folder of the Python they are made for, so
#: that no other ever looks at them.
SEAT = "server-seat"
SEAT_LIBRARIES = f"cp{PYTHON}"
#: Where the embedded Python imports from: its own library, its own folder, ours, and behind them all the add-on of a
#: seat, where there is one. Nothing of the machine, no site.
IMPORTS = f"python{PYTHON}.zip\n.\n..\\lib\n..\\{SEAT}\\{SEAT_LIBRARIES}\n"
