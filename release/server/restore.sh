#!/usr/bin/env bash
# A backup of backup.sh back into use, in two steps, so that nothing is lost by the first:
#   restore.sh BACKUP [NEW]     into a new database beside the one in use (NEW: its name); verified where the program is here
#   restore.sh --take NEW       the new one gets the name of the one in use, which keeps lying there under another
# Runs as the operating system's user postgres, or wherever PGHOST and PGPASSFILE lead.
#   FRONTPAGE_DATABASE   frontpage       FRONTPAGE_AGE_IDENTITY   file of the age identity that opens a sealed backup
#   FRONTPAGE_VERIFY     frontpage-coding verify --user 某人 --password-file 文件: a command; gets the new database's address
#   FRONTPAGE_ADDRESS    postgres://…/%s: how that command reaches it, %s is the database
set -euo pipefail
umask 077
export LC_ALL=C.UTF-8

database=${FRONTPAGE_DATABASE:-frontpage}
identity=${FRONTPAGE_AGE_IDENTITY:-}
verify=${FRONTPAGE_VERIFY:-}
address=${FRONTPAGE_ADDRESS:-}

failed() { echo "$*" >&2; exit 1; }
asked() { psql -XAtq -v ON_ERROR_STOP=1 -d postgres "$@"; }
stands() { [ "$(asked -v name="$1" <<< "SELECT count(*) FROM pg_database WHERE datname = :'name'")" = 1 ]; }
named_well() { [[ $1 =~ ^[a-z_][a-z0-9_]{0,62}$ ]] || failed "“$1”不能作数据库的名字：请用小写字母、数字和下划线。"; }

# the ends that the chain of the audit has had, one a line; none where there is no audit
ends() { psql -XAtq -d "$1" -c "SELECT id || ':' || encode(hash, 'hex') FROM frontpage.audit ORDER BY id" 2>/dev/null || true; }

verified() {
    if [ -z "$verify" ] || [ -z "$address" ]; then
        echo "本机没有写明怎样校验（FRONTPAGE_VERIFY、FRONTPAGE_ADDRESS）：请以服务器管理员的地址（postgres://postgres@…/$1）校验它，没有不符再用它。"
        return 0
    fi
    # shellcheck disable=SC2059,SC2086 # the command is words, the address holds one %s
    $verify "$(printf "$address" "$1")" || failed "校验有不符，没有换上：数据库“$1”留着作证据，正在使用的没有动。"
}

sent_away() {
    asked -v now="$1" > /dev/null <<'SQL'
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'now' AND pid <> pg_backend_pid();
SELECT pg_sleep(1);
SQL
}
open_again() {
    asked -v now="$1" -v limit="$2" <<< 'ALTER DATABASE :"now" WITH ALLOW_CONNECTIONS true CONNECTION LIMIT :limit' || true
}

take() {
    local new=$1 old was shared limit
    named_well "$new"
    stands "$new" || failed "没有数据库“$new”：请先用 restore.sh 备份 恢复出来。"
    [ "$new" != "$database" ] || failed "“$new”就是正在使用的数据库。"
    verified "$new"
    was=
    old=${database}_before_$(date -u +%Y%m%d_%H%M%S)
    if stands "$database"; then
        # nobody comes in any more, who is in is sent away, and only then is it asked which end is the last
        limit=$(asked -v now="$database" <<< "SELECT datconnlimit FROM pg_database WHERE datname = :'now'")
        trap 'open_again "$database" "$limit"' EXIT
        asked -v now="$database" <<< 'ALTER DATABASE :"now" WITH CONNECTION LIMIT 0'
        sent_away "$database"
        was=$(ends "$database" | tail -1)
        shared=$(comm -12 <(ends "$database" | sort) <(ends "$new" | sort) | sort -n | tail -1)
        # both names change in one step or none does
        asked -v now="$database" <<< 'ALTER DATABASE :"now" WITH ALLOW_CONNECTIONS false'
        asked -v now="$database" -v new="$new" -v old="$old" > /dev/null <<'SQL'
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (:'now', :'new') AND pid <> pg_backend_pid();
SELECT pg_sleep(1);
BEGIN;
ALTER DATABASE :"now" RENAME TO :"old";
ALTER DATABASE :"new" RENAME TO :"now";
COMMIT;
SQL
        trap - EXIT
        asked -v old="$old" -v limit="$limit" <<< 'ALTER DATABASE :"old" WITH CONNECTION LIMIT :limit' || true
        echo "“$new”已换上。原来的数据库没有删除，改名为“$old”，不许连接；确认无误以后请用 dropdb 删去它。"
    else
        asked -v now="$database" -v new="$new" <<< 'ALTER DATABASE :"new" RENAME TO :"now"'
        echo "“$new”已换上，名为“$database”。"
    fi
    if [ -n "$was" ] && [ -n "$shared" ] && [ "$was" != "$shared" ]; then
        echo "请科室的管理员把恢复记入审计（否则各处校验时会说记录的末尾被截去）："
        echo "frontpage-coding server-care 服务器管理员的地址 --user 管理员 --restored $shared $was"
    fi
}

# Statements of roles.sql for those roles alone that are not here: what somebody's password or rights are now stays so.
missing_roles() {
    local here
    here=$(asked -c "SELECT quote_ident(rolname) FROM pg_roles")
    awk -v here="$here" '
        BEGIN { n = split(here, names, "\n"); for (i = 1; i <= n; i++) known[names[i]] = 1 }
        function first(text) { return match(text, /^("([^"]|"")+"|[^ ;]+)/) ? substr(text, 1, RLENGTH) : "" }
        /^CREATE ROLE / { who = first(substr($0, 13)); if (!(who in known)) { missing[who] = 1; print } }
        /^ALTER ROLE / { if (first(substr($0, 12)) in missing) print }
        /^GRANT .* TO / { at = index($0, " TO "); if (first(substr($0, at + 4)) in missing) print }
    ' "$1"
}

restored() {
    local backup=$1 new=$2 work dump roles
    named_well "$new"
    [ -f "$backup/SHA256SUMS" ] || failed "“$backup”不是备份：应是 backup.sh 写成的文件夹，里面有 SHA256SUMS。"
    (cd "$backup" && sha256sum --quiet --strict -c SHA256SUMS) || failed "备份“$backup”与写成时不同，没有恢复：请换一份备份。"
    ! stands "$new" || failed "已有数据库“$new”，没有恢复：请换一个名字，或先删去它。"
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$work'" EXIT
    dump=$backup/data.dump
    roles=$backup/roles.sql
    if [ -f "$dump.age" ]; then
        [ -n "$identity" ] || failed "备份是加密的：请把私钥文件的位置写在 FRONTPAGE_AGE_IDENTITY。"
        for name in data.dump roles.sql; do
            age --decrypt --identity "$identity" --output "$work/$name" "$backup/$name.age" ||
                failed "备份解不开：私钥不是它的那一把。"
        done
        dump=$work/data.dump
        roles=$work/roles.sql
    fi
    missing_roles "$roles" > "$work/roles"
    [ ! -s "$work/roles" ] || asked -f "$work/roles" || failed "备份里的登录角色没有建成，没有恢复。"
    createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 "$new"
    if ! pg_restore --exit-on-error --single-transaction --dbname="$new" "$dump"; then
        dropdb "$new"
        failed "备份没有恢复成，新的数据库已撤去，正在使用的没有动。"
    fi
    # what belongs to a database itself, its owner and who may connect, is told to the new one
    pg_restore --create --schema-only --file=- "$dump" | grep -E '^(ALTER DATABASE|(GRANT|REVOKE) .* ON DATABASE) ' |
        sed -E "s/^(ALTER DATABASE )(\"[^\"]+\"|[^ ]+)/\1$new/; s/( ON DATABASE )(\"[^\"]+\"|[^ ]+)/\1$new/" > "$work/own" || true
    [ ! -s "$work/own" ] || asked -f "$work/own"
    echo "已恢复到新的数据库“$new”，正在使用的没有动。"
    verified "$new"
    echo "换上：restore.sh --take $new"
}

case ${1:-} in
    --take) take "${2:?restore.sh --take 数据库}" ;;
    "" | -*) failed "用法：restore.sh 备份 [新数据库]　或　restore.sh --take 新数据库" ;;
    *) restored "${1%/}" "${2:-${database}_restored_$(date -u +%Y%m%d_%H%M%S)}" ;;
esac
