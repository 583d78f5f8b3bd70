#!/usr/bin/env bash
# One backup of the department's database, read back before it gets its name; those that are too old go:
#   backup.sh [FOLDER]
# Runs as the operating system's user postgres (frontpage-backup.service), or wherever PGHOST and PGPASSFILE lead.
# A backup is a folder NAME-YYYYMMDD-HHMMSS: data.dump (or data.dump.age), roles.sql (or .age), SHA256SUMS.
#   FRONTPAGE_DATABASE   frontpage        FRONTPAGE_BACKUPS   /var/backups/frontpage
#   FRONTPAGE_KEEP       14 newest        FRONTPAGE_MONTHS    12: of each of so many months the last one
#   FRONTPAGE_AGE_RECIPIENTS              file of age recipients: what is kept is sealed to them
set -euo pipefail
umask 077
export LC_ALL=C.UTF-8

database=${FRONTPAGE_DATABASE:-frontpage}
folder=${1:-${FRONTPAGE_BACKUPS:-/var/backups/frontpage}}
keep=${FRONTPAGE_KEEP:-14}
months=${FRONTPAGE_MONTHS:-12}
recipients=${FRONTPAGE_AGE_RECIPIENTS:-}

failed() { echo "没有备份成：$*" >&2; exit 1; }

[ -w "$folder/." ] || failed "文件夹“$folder”不在或不能写：请建立它，或接上那块磁盘。"
[ -z "$recipients" ] || command -v age >/dev/null || failed "要加密而没有 age：请先安装它（apt-get install age）。"
[ -z "$recipients" ] || [ -r "$recipients" ] || failed "读不到“$recipients”：里面应有收件人的公钥（age1 开头），一行一个。"
exec 9> "$folder/.lock"
flock --nonblock 9 || failed "另一次备份正在进行。"

size=$(psql -XAtq -v ON_ERROR_STOP=1 -d "$database" -c "SELECT pg_database_size(current_database())") ||
    failed "连不上数据库“$database”：请看数据库是否在运行。"
free=$(($(df --output=avail -k "$folder" | tail -1) * 1024))
[ "$free" -gt "$size" ] || failed "“$folder”只剩 $((free >> 20)) MB，数据库有 $((size >> 20)) MB：请换一块磁盘，或减少保留的份数。"

rm -rf -- "$folder/.making-$database".*   # of a backup that was cut off
made=$(mktemp -d "$folder/.making-$database.XXXXXX")
trap 'rm -rf "$made"' EXIT
stamp=$(date -u +%Y%m%d-%H%M%S)
pg_dump --format=custom --compress=6 --create --dbname="$database" --file="$made/data.dump" ||
    failed "pg_dump 中断了，上面一行是它的话。"
pg_dumpall --globals-only --file="$made/roles.sql" || failed "没有取到登录角色，上面一行是数据库的话。"
pg_restore --create --file=/dev/null "$made/data.dump" || failed "写出的备份读不回来：请检查备份所在的磁盘。"
if [ -n "$recipients" ]; then
    for name in data.dump roles.sql; do
        age --encrypt --recipients-file "$recipients" --output "$made/$name.age" "$made/$name"
        rm "$made/$name"
    done
fi
(cd "$made" && sha256sum -- * > SHA256SUMS)
sync -f "$made/SHA256SUMS"
[ ! -e "$folder/$database-$stamp" ] || failed "“$database-$stamp”已有：两次备份在同一秒。"
mv -T "$made" "$folder/$database-$stamp"
trap - EXIT
sync -f "$folder"

# of those that are whole: the newest, and of each month its last one
number=0
declare -A seen=()
while IFS= read -r name; do
    number=$((number + 1))
    month=${name#"$database"-}
    month=${month:0:6}
    is_last=${seen[$month]:-yes}
    seen[$month]=no
    [ "$number" -gt "$keep" ] || continue
    [ "$is_last" = yes ] && [ "${#seen[@]}" -le "$months" ] && continue
    rm -rf -- "${folder:?}/$name"
    echo "按保留的份数删去了旧备份 $name。"
done < <(find "$folder" -mindepth 2 -maxdepth 2 -name SHA256SUMS -printf '%P\n' | sed 's|/SHA256SUMS$||' |
    grep -E "^$database-[0-9]{8}-[0-9]{6}$" | sort -r)

echo "已备份到“$folder/$database-$stamp”：$(du -sh "$folder/$database-$stamp" | cut -f1)，已读回核对。"
[ -n "$recipients" ] || echo "备份没有加密，里面有病人的资料：请像病历一样保管，或写明 FRONTPAGE_AGE_RECIPIENTS。"
