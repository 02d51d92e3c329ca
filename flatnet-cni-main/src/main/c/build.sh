#!/bin/sh
# Builds the launcher: build.sh OUTPUT [VERSION]
# With FLATNET_SANITIZE=1: not static, with AddressSanitizer and UndefinedBehaviorSanitizer.
# Exits 3, and says so, when the machine has no C compiler that can do it.
set -eu
output=$1
version=${2:-development}
source=$(dirname "$0")/flatnet-cni.c
warnings="-std=c11 -Wall -Wextra -Wconversion -Wshadow -Wformat=2 -Werror"
mkdir -p "$(dirname "$output")"

compiles() { # compiles COMPILER FLAGS...: can it make a program that runs?
  probe=$(mktemp -d)
  echo 'int main(void){return 0;}' >"$probe/probe.c"
  if "$@" "$probe/probe.c" -o "$probe/probe" 2>/dev/null && "$probe/probe"; then result=0; else result=1; fi
  rm -rf "$probe"
  return $result
}

if [ "${FLATNET_SANITIZE:-}" = 1 ]; then
  sanitize="-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
  compiles gcc $sanitize || { echo "launcher: skipped, no gcc with sanitizers here" >&2; exit 3; }
  exec gcc $warnings $sanitize -DFLATNET_VERSION="\"$version\"" "$source" -o "$output"
fi

hardened="-Os -fstack-protector-strong -ffunction-sections -fdata-sections -s
  -Wl,--gc-sections -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--build-id=none"
if compiles musl-gcc -static; then
  exec musl-gcc $warnings $hardened -static -DFLATNET_VERSION="\"$version\"" "$source" -o "$output"
elif compiles gcc -static-pie; then
  exec gcc $warnings $hardened -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE -static-pie \
    -DFLATNET_VERSION="\"$version\"" "$source" -o "$output"
elif compiles gcc -static; then
  exec gcc $warnings $hardened -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -static \
    -DFLATNET_VERSION="\"$version\"" "$source" -o "$output"
fi
echo "launcher: skipped, no musl-gcc or gcc that links statically here" >&2
exit 3
