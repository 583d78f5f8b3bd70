#!/bin/bash
# What is done in the chroot, under Wine: /proof holds the tree, the program with its tests, and takes the results. Each
# part writes what it measured; judge.py says what that is worth. Nothing here decides.
set -u
out=/proof/out
export WINEPREFIX=/proof/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=;winemenubuilder.exe=d'
export LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8
python='Z:\proof\tree\python\python.exe'

screen() {
    # The number of the display is the first that is free.
    exec 3< <(exec Xvfb -displayfd 1 -screen 0 1366x768x24 2>/dev/null)
    xvfb=$!
    read -r number <&3
    export DISPLAY=:$number
    openbox >/dev/null 2>&1 & manager=$!
    tint2 -c /proof/code/release/windows/proof/taskbar.tint2 >/dev/null 2>&1 & bar=$!
    wineboot -i >/dev/null 2>&1
    # 9: what asks takes it for itself, and no window asks for a program to be debugged
    wine reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Auto /d 0 /f >/dev/null 2>&1
}

leave() {
    wineserver -k
    kill "$manager" "$bar" "$xvfb" 2>/dev/null
}
trap leave EXIT

program() { wine "$python" -X utf8 'Z:\proof\tree\frontpage-coding.py' "$@"; }

commands() {
    local data='Z:\proof\code\resources\sample\sample_n041.csv' to='Z:\proof\out\windows'
    local named=(--as-of 2026-12-01)
    mkdir -p $out/windows
    program check "$data" --out "$to\\check1" --jobs 1 --principals --suggestions "${named[@]}"
    program check "$data" --out "$to\\check2" --jobs 2 --principals --suggestions "${named[@]}"
    program group "$data" --out "$to\\group.csv"
    program suggest 'Z:\proof\out\terms.csv' --kind dx --column raw --out "$to\\suggest.csv"
    program month "$data" --period 2026-10 --out "$to\\month" "${named[@]}"
    # what a workbook and a zip hold is read by a process of its own
    program check 'Z:\proof\code\tests\data\files\n041.xlsx' --out "$to\\workbook" --jobs 1 "${named[@]}"
}

pictures() {
    QT_QPA_PLATFORM=offscreen program screenshots 'Z:\proof\out\pictures'
}

# drawn NAME MOST [TITLE]: a picture of the screen once a window of that title stands on it and has come to rest, or after so
# many seconds.
drawn() {
    local waited quiet=0 apart
    for waited in $(seq 0 3 "$2"); do
        sleep 3
        import -window root "$out/now.png"
        # of a million points a caret that blinks changes thirty
        apart=$(compare -metric AE "$out/$1.png" "$out/now.png" null: 2>&1 | sed 's/[^0-9.].*//')
        mv "$out/now.png" "$out/$1.png"
        # an empty screen with its bar has some hundred colours
        [ "$(identify -format %k "$out/$1.png")" -gt 400 ] || continue
        [ -z "${3:-}" ] || xdotool search --onlyvisible --name "$3" >/dev/null 2>&1 || continue
        if [ "${apart%.*}" -lt 600 ] 2>/dev/null; then quiet=$((quiet + 1)); else quiet=0; fi
        [ $quiet -ge 3 ] && break
    done
    echo "$1 at rest after $waited s"
}

# scale PERCENT: what "Settings, Display, Scale" does.
scale() {
    wine reg add 'HKCU\Control Panel\Desktop' /v LogPixels /t REG_DWORD /d $((96 * $1 / 100)) /f >/dev/null 2>&1
    wineserver -k   # who logs in anew has the new scale
}

# window NAME TITLE ARGUMENT…: the program's own window on Qt's platform "windows", beside a task bar. What the sample was
# read with is shown first, and closed by Return.
window() {
    local name=$1 title=$2
    shift 2
    wine 'Z:\proof\tree\python\pythonw.exe' -X utf8 'Z:\proof\tree\frontpage-coding-window.pyw' "$@" >"$out/$name.log" 2>&1 &
    local shown=$!
    drawn "$name" 240 "$title"
    if [ "$title" = sample ]; then
        mv "$out/$name.png" "$out/$name-read.png"
        xdotool key Return
        drawn "$name" 60
    fi
    geometry >"$out/$name.geometry"
    wine taskkill /F /IM pythonw.exe >/dev/null 2>&1
    wait $shown
}

# Left, top, width, height of the program's window with the frame that the window manager puts around it.
geometry() {
    local id
    for id in $(xdotool search --onlyvisible --name . 2>/dev/null); do
        xdotool getwindowname "$id" | grep -q '病案\|用户' || continue
        xwininfo -id "$id" -frame | awk '/Absolute upper-left X/{x=$NF} /Absolute upper-left Y/{y=$NF} /Width:/{w=$NF} /Height:/{h=$NF}
            END{print x, y, w, h}'
        return
    done
}

screens() {
    local percent
    window screen-first 用户 --db 'C:\frontpage\first.sqlite'
    for percent in 100 125 150 200; do
        scale $percent
        window "screen-$percent" sample --sample --db "C:\\frontpage\\screen$percent.sqlite"
        # it was ended hard: what it had read is to be there
        cp "$WINEPREFIX/drive_c/frontpage/screen$percent.sqlite"* "$out/"
    done
    scale 100
}

start() {
    local run
    rm -f $out/start.txt
    mkdir -p "$WINEPREFIX/drive_c/frontpage"
    cp /proof/pages.sqlite "$WINEPREFIX/drive_c/frontpage/pages.sqlite"
    for run in 1 2 3 4; do   # the first of each warms the disk, and is not counted
        echo "pages $(program --quit-when-ready --db 'C:\frontpage\pages.sqlite' 2>/dev/null)" >>$out/start.txt
        echo "first $(program --quit-when-ready --db "C:\\frontpage\\start$run.sqlite" 2>/dev/null)" >>$out/start.txt
        echo "empty $(wine "$python" -X utf8 'Z:\proof\code\release\windows\proof\empty_window.py' 2>/dev/null)" \
            >>$out/start.txt
    done
}

tests() {
    # Tests run the program of the working copy on the interpreter and the libraries of the installed tree.
    local folder skipped=()
    while IFS=, read -r name _; do skipped+=(--deselect "$name"); done \
        < <(tail -n +2 /proof/code/release/windows/proof/not_under_wine.csv)
    mkdir -p /dev/shm/frontpage-proof
    export TMP='Z:\dev\shm\frontpage-proof' TEMP='Z:\dev\shm\frontpage-proof' QT_QPA_PLATFORM=offscreen
    cd /proof/code || return
    # A test that starts the program waits so long as a start takes, and not so long as the first one of all.
    wine 'Z:\proof\tests-tree\python\python.exe' -m compileall -q coding db ui tests main.py >/dev/null
    for folder in ${PROOF_TESTS:-tests/db tests/commands tests/exchange tests/drg tests/rules $(cd /proof/code && echo tests/base/test_{taking_place,as_written,trouble,this_process,private_folder,private_copies,folders}.py)}; do
        local name=${folder//\//-}
        wine 'Z:\proof\tests-tree\python\python.exe' -m pytest -q -p no:cacheprovider -ra --tb=short \
            --basetemp="Z:\\dev\\shm\\frontpage-proof\\$name" --junitxml="Z:\\proof\\out\\$name.xml" "${skipped[@]}" \
            "$folder" >"$out/$name.log" 2>&1
        echo "$folder: $(tail -1 "$out/$name.log")"
    done
    rm -rf /dev/shm/frontpage-proof
    unset TMP TEMP QT_QPA_PLATFORM
}

# The pages of the set-up file, one picture each; then quietly into another folder; then the uninstaller, which asks.
setup() {
    local file
    rm -f $out/setup-*.png $out/uninstall-*.png $out/setup.txt
    file=$(find /proof/setup -name '*setup*.exe' | head -1)
    [ -n "$file" ] || return 0
    wine "$file" >$out/setup.log 2>&1 &
    local shown=$!
    turn_pages setup 120
    [ -z "$(pgrep -f 'frontpage-coding-window[.]pyw')" ] || { drawn setup-window 100; echo "program opened" >$out/setup.txt; }
    wine taskkill /F /IM pythonw.exe >/dev/null 2>&1
    wine "$file" /S '/D=C:\quiet\frontpage' >>$out/setup.log 2>&1
    echo "quiet $(wine 'C:\quiet\frontpage\python\python.exe' -X utf8 'C:\quiet\frontpage\frontpage-coding.py' --version 2>&1)" \
        >>$out/setup.txt
    mkdir -p "$WINEPREFIX/drive_c/users/root/AppData/Local/frontpage-coding"
    touch "$WINEPREFIX/drive_c/users/root/AppData/Local/frontpage-coding/kept.sqlite"
    # _?=: the uninstaller runs where it is, and can be waited for
    wine 'C:\quiet\frontpage\uninstall.exe' '_?=C:\quiet\frontpage' >>$out/setup.log 2>&1 &
    shown=$!
    turn_pages uninstall 40
    wait $shown
    [ -e "$WINEPREFIX/drive_c/quiet/frontpage/python/python.exe" ] || echo "program gone" >>$out/setup.txt
    [ ! -e "$WINEPREFIX/drive_c/users/root/AppData/Local/frontpage-coding/kept.sqlite" ] || echo "data kept" >>$out/setup.txt
}

# turn_pages NAME MOST: a picture of each page that looks otherwise than the one before, then Return on it; so many pages at
# most, until no window is left, or until the last page has opened the program.
turn_pages() {
    local page number=0 last='' apart
    for page in $(seq "$2"); do
        sleep 2
        import -window root "$out/turning.png"
        apart=$(compare -metric AE "$last" "$out/turning.png" null: 2>&1 | sed 's/[^0-9.].*//')
        # a bar that has grown is no other page
        if [ -z "$last" ] || [ "${apart%.*}" -gt 12000 ]; then
            number=$((number + 1))
            last=$out/$1-$(printf %02d $number).png
            mv "$out/turning.png" "$last"
        fi
        pgrep -f 'frontpage-coding-window[.]pyw' >/dev/null && break
        xdotool search --onlyvisible --name . getwindowname %@ 2>/dev/null | grep -qv tint2 || break
        [ $((page % 2)) = 0 ] && xdotool key --clearmodifiers Return
    done
    rm -f "$out/turning.png"
}

screen
for part in "$@"; do
    began=$(date +%s)
    "$part" >"$out/$part.told" 2>&1
    echo "$part $(($(date +%s) - began))" >>$out/times.txt
done
