"""Opens the window, without a console: ``pythonw.exe frontpage-coding-window.pyw [FILES]``."""

import sys

from frontpage_coding.main import window

if __name__ == "__main__":
    sys.exit(window())
