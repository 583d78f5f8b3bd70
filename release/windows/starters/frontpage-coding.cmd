@rem The command line: frontpage-coding check FILE... See frontpage-coding --help.
@"%~dp0python\python.exe" -X utf8 "%~dp0frontpage-coding.py" %*
