#!/bin/sh
# Builds the launcher, static and position-independent: build.sh OUTPUT [VERSION]
#   FLATNET_ARCH=arm64    for arm64 on another machine, by aarch64-linux-gnu-gcc
#   FLATNET_SANITIZE=1    not static, with AddressSanitizer and UndefinedBehaviorSanitizer
# Exits 3, and says so, when the machine has no C compiler that can do it.
set -eu
output=$1
version=${2:-development}
source=$(dirname "$0")/flatnet-cni.c
warnings="-std=c11 -Wall -Wextra -Wconversion -Wshadow -Wformat=2 -Werror"
mkdir -p "$(dirname "$output")"
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo 'int main(void){return 0;}' >"$probe/probe.c"

# builds COMPILER FLAGS...: can it make a program?
builds() { "$@" "$probe/probe.c" -o "$probe/probe" >/dev/null 2>&1; }
# compiles COMPILER FLAGS...: and does that run?
compiles() { builds "$@" && "$probe/probe"; }

if [ "${FLATNET_SANITIZE:-}" = 1 ]; then
  sanitize="-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
  compiles gcc $sanitize || { echo "launcher: skipped, no gcc with sanitizers here" >&2; exit 3; }
  gcc $warnings $sanitize -DFLATNET_VERSION="\"$version\"" "$source" -o "$output"
  exit
fi

# What of these a compiler or a processor does not know is left out.
flags="-Os -fstack-protector-strong -ffunction-sections -fdata-sections -s
  -Wl,--gc-sections -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--build-id=none"
harden() { # harden COMPILER
  for flag in -fstack-clash-protection -fcf-protection=full -mbranch-protection=standard -ftrivial-auto-var-init=zero; do
    builds "$1" -Werror "$flag" && flags="$flags $flag"
  done
  return 0
}
build() { # build COMPILER FLAGS LIBRARIES...
  compiler=$1
  shift
  "$compiler" $warnings $flags -DFLATNET_VERSION="\"$version\"" "$source" "$@" -o "$output"
}
fortify="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"

if [ "${FLATNET_ARCH:-}" = arm64 ]; then
  # With Debian's musl-dev:arm64, installed or unpacked into FLATNET_SYSROOT, 60 KB instead of glibc's 650.
  musl=${FLATNET_SYSROOT:-}/usr/lib/aarch64-linux-musl
  headers="-nostdinc -isystem ${FLATNET_SYSROOT:-}/usr/include/aarch64-linux-musl"
  if ! builds aarch64-linux-gnu-gcc -static-pie -fPIE; then
    echo "launcher: skipped for arm64, no aarch64-linux-gnu-gcc here" >&2
    exit 3
  fi
  harden aarch64-linux-gnu-gcc
  if [ -f "$musl/libc.a" ]; then
    link="-static -nostdlib -Wl,-pie,--no-dynamic-linker,-z,text $musl/rcrt1.o $musl/crti.o"
    flags="$flags -mno-outline-atomics -Wl,-z,noseparate-code" # pages are up to 64 KB there
    build aarch64-linux-gnu-gcc $headers -fPIE $link -Wl,--start-group $musl/libc.a -lgcc -Wl,--end-group $musl/crtn.o
  else
    build aarch64-linux-gnu-gcc $fortify -fPIE -static-pie
  fi
  exit
fi

# musl-gcc takes -static-pie for a dynamic program; so what it should start and link with is named here.
musl_pie() {
  objects=$(musl-gcc -static "$probe/probe.c" -o "$probe/probe" '-###' 2>&1 | grep -o '/[^" ]*crt1\.o' | head -1)
  objects=$(dirname "$objects")
  pie="-fPIE -static -nostartfiles -Wl,-pie,--no-dynamic-linker,-z,text $objects/rcrt1.o $objects/crti.o $objects/crtn.o"
  compiles musl-gcc $pie
}

if compiles musl-gcc -static; then
  harden musl-gcc
  if musl_pie; then build musl-gcc $pie; else build musl-gcc -static; fi
elif compiles gcc -static-pie; then
  harden gcc
  build gcc $fortify -fPIE -static-pie
elif compiles gcc -static; then
  harden gcc
  build gcc $fortify -static
else
  echo "launcher: skipped, no musl-gcc or gcc that links statically here" >&2
  exit 3
fi
