"""The command line: ``python.exe frontpage-coding.py check FILE… --out FOLDER``."""

import sys

from frontpage_coding.main import main

if __name__ == "__main__":
    sys.exit(main())
