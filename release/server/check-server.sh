#!/usr/bin/env bash
# What an administrator watches, once a day: a line each; exit 1 where something has to be done.
#   FRONTPAGE_DATABASE, FRONTPAGE_BACKUPS as for backup.sh; FRONTPAGE_CERTIFICATE: the server's certificate
#   FRONTPAGE_FULL 80 (per cent of a disk) · FRONTPAGE_BACKUP_HOURS 26 · FRONTPAGE_CERTIFICATE_DAYS 30
set -euo pipefail
export LC_ALL=C.UTF-8

database=${FRONTPAGE_DATABASE:-frontpage}
folder=${FRONTPAGE_BACKUPS:-/var/backups/frontpage}
certificate=${FRONTPAGE_CERTIFICATE:-}
trouble=0

well() { echo "好：$*"; }
wrong() { echo "要处理：$*"; trouble=1; }
asked() { psql -XAtq -v ON_ERROR_STOP=1 -d "$database" -c "$1"; }

disk() {
    local used
    used=$(df --output=pcent "$2" | tail -1 | tr -dc 0-9)
    if [ "$used" -ge "${FRONTPAGE_FULL:-80}" ]; then wrong "$1所在的磁盘已用 $used%。"; else well "$1所在的磁盘已用 $used%。"; fi
}

if data=$(asked "SHOW data_directory" 2>/dev/null); then
    well "数据库在运行，$(asked "SELECT pg_size_pretty(pg_database_size(current_database()))")，\
$(asked "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") 个连接。"
    [ ! -d "$data" ] || disk 数据 "$data"
    if [ "$(asked "SHOW data_checksums")" != on ]; then
        wrong "数据没有校验和：磁盘悄悄写坏的地方发现不了。"
    elif [ "$(asked "SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database")" != 0 ]; then
        wrong "读到了校验和不符的数据块：磁盘有坏处，请停下写入，从备份恢复到另一块磁盘。"
    else
        well "没有校验和不符的数据块。"
    fi
    if [ "$(asked "SHOW ssl")" = on ]; then well "连接是加密的。"; else wrong "没有打开 ssl：连接没有加密。"; fi
    [ "$(asked "SHOW fsync")" = on ] || wrong "fsync 被关掉了：断电会丢数据。"
else
    wrong "连不上数据库“$database”。"
fi

if [ -d "$folder" ]; then
    disk 备份 "$folder"
    newest=$(find "$folder" -mindepth 2 -maxdepth 2 -name SHA256SUMS -path "*/$database-*" -printf '%T@\n' | sort -n | tail -1)
    newest=${newest%.*}
    hours=$((($(date +%s) - ${newest:-0}) / 3600))
    if [ -z "$newest" ]; then
        wrong "“$folder”里还没有备份。"
    elif [ "$hours" -gt "${FRONTPAGE_BACKUP_HOURS:-26}" ]; then
        wrong "最近的备份是 $hours 小时以前的。"
    else
        well "最近的备份是 $hours 小时以前的。"
    fi
else
    wrong "备份文件夹“$folder”不在。"
fi

if [ -n "$certificate" ] && [ -r "$certificate" ]; then
    if openssl x509 -in "$certificate" -noout -checkend $((${FRONTPAGE_CERTIFICATE_DAYS:-30} * 86400)) >/dev/null; then
        well "证书有效到 $(date -d "$(openssl x509 -in "$certificate" -noout -enddate | cut -d= -f2)" +%Y-%m-%d)。"
    else
        wrong "证书就要到期或已到期：请用 make-certificate.sh 再做一次。"
    fi
fi
exit "$trouble"
