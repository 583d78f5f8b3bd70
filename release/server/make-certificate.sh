#!/usr/bin/env bash
# An authority of the hospital's own and a certificate of the server, by openssl alone:
#   make-certificate.sh FOLDER NAME [NAME…]     NAME: what the seats call the server, names and addresses alike
# FOLDER then holds ca.crt (to every seat), ca.key (away from the server, under lock), server.crt, server.key.
# Run again it keeps the authority and makes a new certificate: the seats need nothing new. Days: FRONTPAGE_DAYS (825).
set -euo pipefail
umask 077

failed() { echo "$*" >&2; exit 2; }

[ $# -ge 2 ] || failed "用法：make-certificate.sh 文件夹 服务器的名字或地址…（工作站连接时写的那个）"
command -v openssl >/dev/null || failed "没有 openssl：请先安装它（apt-get install openssl）。"
folder=$1
shift
days=${FRONTPAGE_DAYS:-825}
mkdir -p "$folder"
cd "$folder"
work=$(mktemp -d ./.new.XXXXXX)
trap 'rm -rf "$work"' EXIT

names=
for name in "$@"; do
    case $name in
        *[!A-Za-z0-9.:*-]* | "") failed "“$name”不能写进证书：请写服务器的名字或 IP 地址。" ;;
    esac
    if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then names+="${names:+,}IP:$name"; else names+="${names:+,}DNS:$name"; fi
done

if [ ! -f ca.crt ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -sha256 -days 7300 \
        -subj "/CN=frontpage-coding authority of $(date +%Y-%m-%d)" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null || failed "没有做成机构证书：openssl 的版本要在 3.0 以上。"
    mv "$work/ca.key" ca.key
    mv "$work/ca.crt" ca.crt
    chmod 644 ca.crt
fi
[ -f ca.key ] || failed "这里有 ca.crt 而没有 ca.key：请把收起来的 ca.key 放回来再做（做完再收起来）。"

openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -sha256 -subj "/CN=$1" \
    -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" "extendedKeyUsage=serverAuth" \
    "subjectAltName=$names" > "$work/extensions"
openssl x509 -req -in "$work/server.csr" -CA ca.crt -CAkey ca.key -days "$days" -sha256 \
    -set_serial "0x$(openssl rand -hex 16)" -extfile "$work/extensions" -out "$work/server.crt" 2>/dev/null
openssl verify -CAfile ca.crt -purpose sslserver "$work/server.crt" >/dev/null || failed "做出的证书没有通过核对，没有换上。"
# whoever runs the database reads the new key as they read the one before
[ ! -f server.key ] || chown --reference=server.key "$work/server.key" || failed "新的私钥没有交给原来的属主，没有换上：请以 root 运行。"
mv "$work/server.key" server.key
mv "$work/server.crt" server.crt
chmod 644 server.crt
echo "服务器证书已做好：$names，有效到 $(date -d "$(openssl x509 -in server.crt -noout -enddate | cut -d= -f2)" +%Y-%m-%d)。"
echo "ca.crt 发到每台工作站；ca.key 请移到另一处锁起来，续证书时才用。"
