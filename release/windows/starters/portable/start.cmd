@rem Opens the window; everything it keeps lies in the folder "data" beside this file.
@setlocal
@set "FRONTPAGE_HOME=%~dp0data"
@set FRONTPAGE_DB=
@start "" "%~dp0python\pythonw.exe" -X utf8 "%~dp0frontpage-coding-window.pyw" %*
