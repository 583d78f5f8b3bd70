#!/usr/bin/env bash
# A PostgreSQL for the department on Debian or Ubuntu, of the distribution's own packages, run by systemd:
#   set-up-server.sh --name NAME… --net NETWORK… [--port 5433] [--database frontpage] [--cluster frontpage] [--listen ADDRESS] [--yes]
#     --name: what the seats call the server (names and addresses: they stand in its certificate)
#     --net: from where seats may come, as 10.1.2.0/24
# Run again it changes what is not so yet and leaves the rest; it never touches pages. Whatever stands there is told first.
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
names=() nets=() port=5433 database=frontpage cluster=frontpage listen='*' yes=

failed() { echo "$*" >&2; exit 2; }
section() { printf '\n== %s\n' "$1"; }
agreed() {
    [ -z "$yes" ] || return 0
    [ -t 0 ] || failed "$1 没有终端可以问：同意时请加 --yes。"
    read -r -p "$1 要继续吗？[y/N] " answer
    [ "$answer" = y ] || failed "没有改动。"
}

while [ $# -gt 0 ]; do
    case $1 in
        --name) names+=("${2:?--name 名字}"); shift 2 ;;
        --net) nets+=("${2:?--net 网段}"); shift 2 ;;
        --port) port=${2:?--port 端口}; shift 2 ;;
        --database) database=${2:?--database 名字}; shift 2 ;;
        --cluster) cluster=${2:?--cluster 名字}; shift 2 ;;
        --listen) listen=${2:?--listen 地址}; shift 2 ;;
        --yes) yes=yes; shift ;;
        *) failed "不认识“$1”：用法在本文件的头几行。" ;;
    esac
done
[ -n "${names[*]}" ] || failed "请写出 --name：工作站怎样称呼服务器（名字、地址都写）。"
[ -n "${nets[*]}" ] ||
    failed "请写出 --net：允许的网段，如 10.1.2.0/24。"
[[ $port =~ ^[0-9]+$ ]] || failed "--port 要写数字。"
[[ $database =~ ^[a-z_][a-z0-9_]{0,40}$ ]] || failed "--database 只能用小写字母、数字和下划线。"
[[ $cluster =~ ^[a-z][a-z0-9_]{0,40}$ ]] || failed "--cluster 只能用小写字母、数字和下划线。"
for net in "${nets[@]}"; do
    [[ $net =~ ^[0-9a-fA-F.:]+/[0-9]+$ ]] || failed "“$net”不是网段：请写成 10.1.2.0/24 的样子。"
    case $net in */0) failed "“$net”是所有的地址：请只写医院的网段。" ;; esac
done
[ "$(id -u)" = 0 ] || failed "请以 root 运行（sudo）。"

section "PostgreSQL"
if ! command -v pg_createcluster >/dev/null; then
    agreed "本机没有 PostgreSQL，将安装发行版的 postgresql 软件包。"
    apt-get install -y --no-install-recommends postgresql
fi
version=$(pg_lsclusters -h | awk -v name="$cluster" '$2 == name { print $1; exit }')
if [ -n "$version" ]; then
    agreed "已有数据库实例 $version/$cluster：只改设置，不动数据。"
    port=$(pg_lsclusters -h | awk -v name="$cluster" '$2 == name { print $3; exit }')
else
    version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -n | tail -1)
    [ "${version%%.*}" -ge 14 ] || failed "PostgreSQL $version 太旧：请用 14 以上的。"
    pg_createcluster --port "$port" --locale C.UTF-8 --encoding UTF8 "$version" "$cluster" -- \
        --data-checksums --auth-local=peer --auth-host=scram-sha-256
fi
settings=/etc/postgresql/$version/$cluster

section "证书"
keys=/etc/frontpage/certificates
install -d -m 755 /etc/frontpage
if [ -f "$keys/server.crt" ]; then
    echo "已有证书，没有动；要换：make-certificate.sh $keys 名字…，再重新载入数据库。"
else
    bash "$here/make-certificate.sh" "$keys" "${names[@]}"
fi
chmod 755 "$keys"
chown postgres:postgres "$keys/server.key"
chmod 600 "$keys/server.key"

section "设置"
install -d -m 755 "$settings/conf.d"
install -m 644 "$here/frontpage.conf" "$settings/conf.d/frontpage.conf"
{
    echo "# 由 set-up-server.sh 写成，本机自己的几行"
    echo "listen_addresses = '$listen'"
    echo "ssl_cert_file = '$keys/server.crt'"
    echo "ssl_key_file = '$keys/server.key'"
    echo "ssl_ca_file = '$keys/ca.crt'"
} > "$settings/conf.d/frontpage-here.conf"
[ -f "$settings/pg_hba.conf.before-frontpage" ] || cp -p "$settings/pg_hba.conf" "$settings/pg_hba.conf.before-frontpage"
while IFS= read -r line; do
    case $line in
        *NETWORK*scram*) for net in "${nets[@]}"; do with_net=${line/NETWORK/$net}; echo "${with_net/DATABASE/$database}"; done ;;
        *) echo "$line" ;;
    esac
done < "$here/pg_hba.conf" > "$settings/pg_hba.conf.new"
chown postgres:postgres "$settings/pg_hba.conf.new"
chmod 640 "$settings/pg_hba.conf.new"
mv "$settings/pg_hba.conf.new" "$settings/pg_hba.conf"

section "启动"
as_postgres() { runuser -u postgres -- env PGPORT="$port" PGHOST=/var/run/postgresql "$@"; }
run=start
if as_postgres pg_isready -q; then run=reload; fi
if [ -d /run/systemd/system ]; then
    systemctl enable --quiet "postgresql@$version-$cluster.service"
    systemctl "$run" "postgresql@$version-$cluster.service"
else
    echo "本机不是由 systemd 启动的：直接启动数据库。"
    pg_ctlcluster "$version" "$cluster" "$run"
fi
for _ in $(seq 60); do as_postgres pg_isready -q && break; sleep 1; done
as_postgres pg_isready -q || failed "数据库没有起来：请看 /var/log/postgresql/postgresql-$version-$cluster.log 的末尾。"
waiting=$(as_postgres psql -XAtqc "SELECT string_agg(name, '、') FROM pg_settings WHERE pending_restart" postgres)
[ -z "$waiting" ] || echo "这些设置要等下次重启数据库才生效：$waiting。请在没有人使用时重启。"

section "数据库“$database”"
if [ "$(as_postgres psql -XAtqc "SELECT count(*) FROM pg_database WHERE datname = '$database'" postgres)" = 1 ]; then
    echo "已有，没有动。"
else
    as_postgres createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 "$database"
    as_postgres psql -Xq -v ON_ERROR_STOP=1 -c "REVOKE ALL ON DATABASE $database FROM PUBLIC" "$database"
fi

section "备份和看护"
install -d -m 755 /usr/local/lib/frontpage
install -m 755 "$here/backup.sh" "$here/restore.sh" "$here/check-server.sh" "$here/make-certificate.sh" /usr/local/lib/frontpage/
install -d -m 700 -o postgres -g postgres /var/backups/frontpage
if [ ! -f /etc/frontpage/server.env ]; then
    cat > /etc/frontpage/server.env <<END
# backup.sh、restore.sh、check-server.sh 用的值；改了以后下一次运行就用新的
PGHOST=/var/run/postgresql
PGPORT=$port
FRONTPAGE_DATABASE=$database
FRONTPAGE_BACKUPS=/var/backups/frontpage
FRONTPAGE_CERTIFICATE=$keys/server.crt
# 备份加密：装 age，把收件人的公钥写进一个文件，去掉下一行的 #
#FRONTPAGE_AGE_RECIPIENTS=/etc/frontpage/backup.recipients
END
fi
if [ -d /run/systemd/system ]; then
    install -m 644 "$here"/frontpage-*.service "$here"/frontpage-*.timer /etc/systemd/system/
    systemctl daemon-reload
    systemctl enable --quiet --now frontpage-backup.timer frontpage-check.timer
fi

section "做好了"
cat <<END
数据库在 ${names[0]}:$port，名为“$database”，里面还没有表。下一步（见手册“科室服务器”）：
  1. 把 $keys/ca.crt 发到每台工作站；把 $keys/ca.key 移到另一处锁起来。
  2. 用本程序建立表和第一位管理员（或迁移原来的数据文件）：
     sudo -u postgres frontpage-coding found 'postgres://postgres@/$database?host=/var/run/postgresql&port=$port' --user 用户名 --name 姓名 --password-file 口令文件
END
