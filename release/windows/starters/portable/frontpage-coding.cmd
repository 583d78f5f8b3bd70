@rem The command line; everything it keeps lies in the folder "data" beside this file.
@setlocal
@set "FRONTPAGE_HOME=%~dp0data"
@set FRONTPAGE_DB=
@"%~dp0python\python.exe" -X utf8 "%~dp0frontpage-coding.py" %*
