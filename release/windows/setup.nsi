; The set-up: per user, without an administrator, in Chinese. Called by build.sh:
;   makensis -DVERSION=0.2.0 -DSTAGE=… -DOUTPUT=… -DSIZE_KB=… setup.nsi
; Silent: set-up /S [/D=folder]; exit codes are told in docs/manual/installing.md.
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestSupportedOS all
ManifestDPIAware true
RequestExecutionLevel user

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!include "FileFunc.nsh"
!include "texts.nsh"
!include "associations.nsh"

!define FOLDER "frontpage-coding"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${FOLDER}"
!define CLASSES "Software\Classes"
!define STARTER '"$INSTDIR\python\pythonw.exe" -X utf8 "$INSTDIR\frontpage-coding-window.pyw"'
!define DATA "$LOCALAPPDATA\${FOLDER}"
; exit codes beside 0 (done) and 1 (cancelled)
!define EXIT_WINDOWS 3
!define EXIT_RUNNING 4
!define EXIT_FILES 5

Name "${PROGRAM}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${FOLDER}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${PROGRAM} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${PROGRAM}"
VIAddVersionKey /LANG=2052 "FileDescription" "${PROGRAM} ${TEXT_SETUP}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "GPL-3.0-or-later"

!define MUI_ICON "frontpage.ico"
!define MUI_UNICON "frontpage.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "side.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "${TEXT_WELCOME_TITLE}"
!define MUI_WELCOMEPAGE_TEXT "${TEXT_WELCOME}"
!insertmacro MUI_PAGE_WELCOME
!define MUI_LICENSEPAGE_TEXT_TOP "${TEXT_LICENCE_TOP}"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "${TEXT_LICENCE_BOTTOM}"
!define MUI_LICENSEPAGE_BUTTON "${TEXT_LICENCE_BUTTON}"
!insertmacro MUI_PAGE_LICENSE "${STAGE}/LICENSE.txt"
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_DIRECTORYPAGE_TEXT_TOP "${TEXT_FOLDER}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "${TEXT_RUN}"
!define MUI_FINISHPAGE_RUN_FUNCTION Run
!define MUI_FINISHPAGE_TEXT "${TEXT_FINISHED}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Function Run
  Exec '${STARTER}'
FunctionEnd

; One sentence, before anything is copied; silent, the exit code says it.
!macro Refuse sentence code
  MessageBox MB_OK|MB_ICONSTOP "${sentence}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Refuse "${TEXT_NOT_64}" ${EXIT_WINDOWS}
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "${TEXT_NOT_10}" ${EXIT_WINDOWS}
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    !insertmacro Refuse "${TEXT_NOT_1809}" ${EXIT_WINDOWS}
  ${EndIf}
FunctionEnd

; While a program runs from it, Windows lets nobody write to its library.
!macro WaitUntilClosed
  ${If} ${FileExists} "$INSTDIR\python\python313.dll"
    again:
    ClearErrors
    FileOpen $0 "$INSTDIR\python\python313.dll" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TEXT_RUNNING}" /SD IDCANCEL IDRETRY again
      SetErrorLevel ${EXIT_RUNNING}
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

; What was there is kept until the new one is whole.
!macro SetAside name
  ${If} ${FileExists} "$INSTDIR\${name}\*.*"
    RMDir /r "$INSTDIR\${name}.old"
    ClearErrors
    Rename "$INSTDIR\${name}" "$INSTDIR\${name}.old"
    ${If} ${Errors}
      Call PutBack
      MessageBox MB_OK|MB_ICONEXCLAMATION "${TEXT_RUNNING}" /SD IDOK
      SetErrorLevel ${EXIT_RUNNING}
      Quit
    ${EndIf}
  ${EndIf}
!macroend

!macro PutBackOne name
  ${If} ${FileExists} "$INSTDIR\${name}.old\*.*"
    RMDir /r "$INSTDIR\${name}"
    Rename "$INSTDIR\${name}.old" "$INSTDIR\${name}"
  ${EndIf}
!macroend

Function PutBack
  !insertmacro PutBackOne python
  !insertmacro PutBackOne lib
FunctionEnd

Function Associate
  !insertmacro Associations Write
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
FunctionEnd

Section "-program"
  SetOutPath "$INSTDIR"
  !insertmacro WaitUntilClosed
  ; whoever chose a folder of her own may have folders of these names in it
  ${IfNot} ${FileExists} "$INSTDIR\frontpage-coding-window.pyw"
    ${If} ${FileExists} "$INSTDIR\lib\*.*"
    ${OrIf} ${FileExists} "$INSTDIR\python\*.*"
      !insertmacro Refuse "${TEXT_NOT_OURS}" ${EXIT_FILES}
    ${EndIf}
  ${EndIf}
  !insertmacro SetAside python
  !insertmacro SetAside lib
  ClearErrors
  File /r "${STAGE}/*.*"
  ${If} ${Errors}
    SetOutPath "$TEMP"
    Call PutBack
    MessageBox MB_OK|MB_ICONSTOP "${TEXT_NOT_WRITTEN}" /SD IDOK
    SetErrorLevel ${EXIT_FILES}
    Quit
  ${EndIf}
  RMDir /r "$INSTDIR\python.old"
  RMDir /r "$INSTDIR\lib.old"
  ; the add-on of a department's seat stays, but for one of another Python: nothing looks into that any more
  ${If} ${FileExists} "$INSTDIR\server-seat\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\server-seat\cp313\*.*"
    RMDir /r "$INSTDIR\server-seat"
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${PROGRAM}.lnk" "$INSTDIR\python\pythonw.exe" \
    '-X utf8 "$INSTDIR\frontpage-coding-window.pyw"' "$INSTDIR\frontpage.ico" 0 SW_SHOWNORMAL "" "${PROGRAM}"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\frontpage.ico"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  Call Associate
SectionEnd

Section /o "${TEXT_DESKTOP}" desktop
  CreateShortcut "$DESKTOP\${PROGRAM}.lnk" "$INSTDIR\python\pythonw.exe" \
    '-X utf8 "$INSTDIR\frontpage-coding-window.pyw"' "$INSTDIR\frontpage.ico" 0 SW_SHOWNORMAL "" "${PROGRAM}"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${desktop} "${TEXT_DESKTOP_WHY}"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Section "Uninstall"
  !insertmacro WaitUntilClosed
  ; named one by one: whoever chose a folder of her own may have other things in it
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\server-seat"
  Delete "$INSTDIR\frontpage-coding.cmd"
  Delete "$INSTDIR\frontpage-coding.py"
  Delete "$INSTDIR\frontpage-coding-window.pyw"
  Delete "$INSTDIR\source.tar.xz"
  Delete "$INSTDIR\frontpage.ico"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PROGRAM}.lnk"
  Delete "$DESKTOP\${PROGRAM}.lnk"
  !insertmacro Associations Remove
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DeleteRegKey HKCU "${UNINSTALL}"

  ; The data stays unless it is asked for twice; silent, it always stays.
  ${If} ${FileExists} "${DATA}\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "${TEXT_KEEP_DATA}" /SD IDYES IDYES kept
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "${TEXT_REALLY}" /SD IDNO IDNO kept
    RMDir /r "${DATA}"
    kept:
  ${EndIf}
SectionEnd
