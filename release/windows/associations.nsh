; What files are opened with: our own endings, and page files that stay with their programs.
!macro Associations do
  !insertmacro ${do}Type "FrontpageCoding.Rules" "${TEXT_RULES}"
  !insertmacro ${do}Ending ".fprules" "FrontpageCoding.Rules"
  !insertmacro ${do}Type "FrontpageCoding.Scheme" "${TEXT_SCHEME}"
  !insertmacro ${do}Ending ".fpscheme" "FrontpageCoding.Scheme"
  !insertmacro ${do}Type "FrontpageCoding.WorkPackage" "${TEXT_PACKAGE}"
  !insertmacro ${do}Ending ".fpk" "FrontpageCoding.WorkPackage"
  !insertmacro ${do}Type "FrontpageCoding.Backup" "${TEXT_BACKUP}"
  !insertmacro ${do}Ending ".fpb" "FrontpageCoding.Backup"
  !insertmacro ${do}Type "FrontpageCoding.Server" "${TEXT_SERVER}"
  !insertmacro ${do}Ending ".fpserver" "FrontpageCoding.Server"
  !insertmacro ${do}Type "FrontpageCoding.PageFile" "${TEXT_PAGES}"
  !insertmacro ${do}OpenWith ".csv"
  !insertmacro ${do}OpenWith ".txt"
  !insertmacro ${do}OpenWith ".xlsx"
  !insertmacro ${do}OpenWith ".xls"
  !insertmacro ${do}OpenWith ".dbf"
  !insertmacro ${do}OpenWith ".json"
  !insertmacro ${do}OpenWith ".xml"
  !insertmacro ${do}OpenWith ".zip"
!macroend

!macro WriteType id shown
  WriteRegStr HKCU "${CLASSES}\${id}" "" "${shown}"
  WriteRegStr HKCU "${CLASSES}\${id}" "FriendlyTypeName" "${shown}"
  WriteRegStr HKCU "${CLASSES}\${id}\DefaultIcon" "" "$INSTDIR\frontpage.ico,0"
  WriteRegStr HKCU "${CLASSES}\${id}\Application" "ApplicationName" "${PROGRAM}"
  WriteRegStr HKCU "${CLASSES}\${id}\shell\open" "" "${TEXT_OPEN}"
  WriteRegStr HKCU "${CLASSES}\${id}\shell\open\command" "" '${STARTER} "%1"'
!macroend

!macro WriteEnding ending id
  ReadRegStr $0 HKCR "${ending}" ""
  ${If} $0 == ""
  ${OrIf} $0 == "${id}"
    WriteRegStr HKCU "${CLASSES}\${ending}" "" "${id}"
  ${EndIf}
  WriteRegStr HKCU "${CLASSES}\${ending}\OpenWithProgids" "${id}" ""
!macroend

; never the default: the file stays with its program
!macro WriteOpenWith ending
  WriteRegStr HKCU "${CLASSES}\${ending}\OpenWithProgids" "FrontpageCoding.PageFile" ""
!macroend

!macro RemoveType id shown
  DeleteRegKey HKCU "${CLASSES}\${id}"
!macroend

!macro RemoveEnding ending id
  DeleteRegValue HKCU "${CLASSES}\${ending}\OpenWithProgids" "${id}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}\OpenWithProgids"
  ReadRegStr $0 HKCU "${CLASSES}\${ending}" ""
  ${If} $0 == "${id}"
    DeleteRegValue HKCU "${CLASSES}\${ending}" ""
  ${EndIf}
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}"
!macroend

!macro RemoveOpenWith ending
  DeleteRegValue HKCU "${CLASSES}\${ending}\OpenWithProgids" "FrontpageCoding.PageFile"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}"
!macroend
