#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel that was built without BTF refuses a tc program whose global function takes the context as its argument, though the
# program itself carries BTF that says what the argument is.
#
# Versions:  Debian 12's Linux 6.1.176-1 on s390x (CONFIG_DEBUG_INFO_BTF is not set) beside 6.1.192-3 on amd64 (it is); bpftool of Debian 12;
#            clang 14; qemu 7.2.
# Expected:  since Linux 5.6 a global function is verified by itself, and the BTF of its own object says that an argument is a
#            `struct __sk_buff *`. libbpf says nothing against it, and no manual asks for the kernel's own BTF.
# Seen:      the kernel compares that name with one in its own BTF; where it has none the argument counts as a plain pointer to memory
#            that may be NULL, and the first read of a field is refused ("R1 invalid mem access 'mem_or_null'"). The same function made
#            static, which is verified along with its caller, loads on both.
# Cure:      hand a global function copies of what it needs, or make it static.
#
# Needs: apt, clang-14, qemu-system-s390x, qemu-system-x86_64, cpio, and Debian 12's packages. Nothing is installed. Fails where this changes.
set -euo pipefail
for program in clang-14 qemu-system-s390x qemu-system-x86_64 cpio dpkg-deb; do
    command -v "$program" >/dev/null || { echo "there is no $program: apt-get install clang-14 qemu-system-misc qemu-system-x86 cpio" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/program.c" <<'C'
#include <linux/bpf.h>
#define SEC(name) __attribute__((section(name), used))
char _license[] SEC("license") = "GPL";
KIND __attribute__((noinline)) int length(struct __sk_buff *skb) { return skb->len; }
SEC("tc") int look(struct __sk_buff *skb) { return length(skb) == 42 ? 2 : 0; }
C

# fetch ARCHITECTURE KERNEL: its packages, unpacked, by an apt state of their own.
fetch() {
    local root=$work/$1 package
    mkdir -p "$root" "$work/apt-$1/lists/partial" "$work/apt-$1/cache/archives/partial"
    : >"$work/apt-$1/status"
    local apt=(apt-get -q -o "Dir::State=$work/apt-$1" -o "Dir::State::lists=$work/apt-$1/lists" -o "Dir::State::status=$work/apt-$1/status"
        -o "Dir::Cache=$work/apt-$1/cache" -o "APT::Architecture=$1" -o "APT::Architectures::=$1" -o "APT::Sandbox::User=$(id -un)"
        -o Acquire::Languages=none)
    "${apt[@]}" update >"$work/apt-$1/log" 2>&1
    (cd "$work/apt-$1" && "${apt[@]}" download "$2" busybox-static bpftool libc6 libcap2 libelf1 zlib1g >>log 2>&1) || {
        tail -n 5 "$work/apt-$1/log" >&2
        echo "the packages cannot be had any more" >&2
        exit 2
    }
    for package in "$work/apt-$1"/*.deb; do dpkg-deb -x "$package" "$root"; done
}

# Boots a machine that loads both programs and says what came of it.
boot() {
    local machine=$1 emulator=$2 console=$3 endian=$4 root=$work/$1 kind
    rm -rf "${root:?}/lib/modules" "${root:?}/usr/share"
    for kind in global static; do
        clang-14 -target "$endian" -g -O2 "-DKIND=$([ $kind = global ] || echo static)" "-I/usr/include/$(gcc -print-multiarch 2>/dev/null ||
            echo x86_64-linux-gnu)" -c "$work/program.c" -o "$root/$kind.o"
    done
    mkdir -p "$root/proc" "$root/sys" "$root/dev"
    cat >"$root/init" <<'I'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t bpf bpf /sys/fs/bpf
[ -e /sys/kernel/btf/vmlinux ] && echo "BTF of the kernel: yes" || echo "BTF of the kernel: no"
for kind in global static; do
    if /usr/sbin/bpftool prog load /$kind.o /sys/fs/bpf/$kind >/said 2>&1; then echo "$kind: loaded"; else
        echo "$kind: refused"
        /bin/busybox grep -m 1 "invalid mem access" /said
    fi
done
/bin/busybox poweroff -f
I
    chmod +x "$root/init"
    (cd "$root" && find . -path ./boot -prune -o -print | cpio -o -H newc --quiet | gzip -1) >"$work/$machine.cpio.gz"
    # shellcheck disable=SC2086 # a program and its words
    timeout 600 $emulator -m 1024 -nodefaults -display none -no-reboot -serial "file:$work/$machine.said" -kernel "$root"/boot/vmlinuz-* \
        -initrd "$work/$machine.cpio.gz" -append "console=$console quiet panic=-1" </dev/null
    tr -d '\r' <"$work/$machine.said" | grep -aE '^(BTF|global|static|R[0-9])' >"$work/$machine.short" || true
    echo "== $machine"
    cat "$work/$machine.short"
}

fetch s390x linux-image-6.1.0-50-s390x=6.1.176-1
fetch amd64 linux-image-6.1.0-57-amd64=6.1.192-3
boot s390x "qemu-system-s390x -machine s390-ccw-virtio -cpu max" ttysclp0 bpfeb
boot amd64 "qemu-system-x86_64 -cpu max" ttyS0 bpfel

diff "$work/s390x.short" - <<'SEEN'
BTF of the kernel: no
global: refused
R1 invalid mem access 'mem_or_null'
static: loaded
SEEN
diff "$work/amd64.short" - <<'SEEN'
BTF of the kernel: yes
global: loaded
static: loaded
SEEN
echo "as it was seen"
