# Debian 13 in a folder, for Wine; sourced by prove.sh. Everything that is mounted is mounted for one command and goes with it.

# The mirror and the keys of this machine's own apt: no host is written here.
mirror_of_this_machine() {
    { cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs: *\([^ ]*\).*/\1/p'
      cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
          sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p'; } | grep -m1 '/debian/*$'
}

# make_chroot FOLDER: Debian 13 with packages.txt; one that was finished before is used as it is.
make_chroot() {
    [ ! -e "$1/finished" ] || return 0
    command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt-get install debootstrap" >&2; return 1; }
    mkdir -p "$1"
    debootstrap --variant=minbase --include=ca-certificates trixie "$1" "$(mirror_of_this_machine)"
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"   # no service is started in there
    chmod +x "$1/usr/sbin/policy-rc.d"
    grep -v '^#' "$proof/packages.txt" >"$1/packages.txt"
    in_chroot "$1" / sh -ec '
        dpkg --add-architecture i386
        apt-get update -qq
        xargs apt-get install -y -qq --no-install-recommends </packages.txt
        sed -i "s/^# *zh_CN.UTF-8/zh_CN.UTF-8/" /etc/locale.gen
        locale-gen'
    touch "$1/finished"
}

# in_chroot FOLDER SCRATCH COMMAND…: SCRATCH is seen as /proof, the memory disk of this machine as /dev/shm.
in_chroot() {
    unshare --mount --propagation private sh -ec '
        chroot=$1 scratch=$2
        shift 2
        mkdir -p "$chroot/proof"
        mount -t proc proc "$chroot/proc"
        mount --rbind /dev "$chroot/dev"
        [ "$scratch" = / ] || mount --bind "$scratch" "$chroot/proof"
        cp /etc/resolv.conf "$chroot/etc/resolv.conf"
        exec chroot "$chroot" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
            DEBIAN_FRONTEND=noninteractive "$@"' sh "$@"
}
