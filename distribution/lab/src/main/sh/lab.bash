# What distribution/demo and distribution/benchmarks/* share; sourced, not run.
# The caller sets `distribution`, the absolute path of the folder it stands in (or of a copy with the same layout).

lab_lib=$distribution/target/flatnet-lab/lib
lab_launcher=$distribution/target/flatnet-cni
lab_agent=$distribution/target/flatnet-agent

lab_fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# Prints the home of a Java 25 or newer; reads release files, starts nothing.
lab_java_home() {
  local java home version
  java=$(command -v java || true)
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*25* "$HOME"/.jdks/*25* "$HOME"/.sdkman/candidates/java/25* \
    "${java:+$(dirname "$(dirname "$(readlink -f "$java")")")}"; do
    [[ -n $home && -x $home/bin/java && -r $home/release ]] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if ((${version:-0} >= 25)); then
      printf '%s\n' "$home"
      return
    fi
  done
  lab_fail 'cannot find Java 25: not in JAVA_HOME, /usr/lib/jvm, /opt, ~/.jdks, ~/.sdkman or PATH; install a JDK 25 or set JAVA_HOME'
}

# Builds what is missing of the given artifacts, once, with Maven.
lab_build() {
  local artifact missing=()
  for artifact in "$@"; do
    [[ -e $artifact ]] || missing+=("${artifact#"$distribution"/}")
  done
  ((${#missing[@]})) || return 0
  [[ -f $distribution/../pom.xml ]] || lab_fail "cannot build ${missing[*]}: no pom.xml beside $distribution; copy the built artifacts too"
  [[ -w $distribution ]] || lab_fail "cannot build ${missing[*]}: $distribution is not writable for $(id -un); run 'mvn -DskipTests package' as its owner first"
  command -v mvn >/dev/null || lab_fail "cannot build ${missing[*]}: no mvn in PATH; install Maven 3.8.7 or newer"
  printf 'building %s (mvn -DskipTests package)\n' "${missing[*]}" >&2
  (cd "$distribution/.." && mvn -B -q -DskipTests package) >&2 || lab_fail "cannot build ${missing[*]}: mvn failed, see above"
  for artifact in "$@"; do
    [[ -e $artifact ]] && continue
    [[ $artifact == "$lab_launcher" ]] &&
      lab_fail "no $artifact after the build: it is compiled from C, and this machine has no C compiler; install gcc or musl-tools and run again"
    lab_fail "no $artifact after the build; see 'mvn -DskipTests package'"
  done
}

# Removes what killed runs of this user left behind, then makes a directory of this run, `lab_scratch`.
# A directory belongs to a living run for as long as somebody holds the lock on it (file descriptor 9, inherited).
lab_make_scratch() {
  local base=${TMPDIR:-/tmp} left
  for left in "$base"/flatnet-lab-"$(id -u)".*; do
    [[ -d $left && -O $left && ! -L $left ]] || continue
    if { exec 8<"$left"; } 2>/dev/null && flock --nonblock 8; then
      printf 'cleaning up after a run that was killed: %s\n' "$left" >&2
      rm -rf --one-file-system "$left"
    fi
    exec 8<&-
  done
  while :; do
    lab_scratch=$(mktemp -d "$base/flatnet-lab-$(id -u).XXXXXX") || lab_fail "cannot make a directory under $base; set TMPDIR"
    exec 9<"$lab_scratch"
    flock --nonblock 9 && [[ -d $lab_scratch ]] && break
    exec 9<&-
  done
  trap 'rm -rf --one-file-system "$lab_scratch"' EXIT
}

# Runs a command as PID 1 of private mount and PID namespaces, as root of a user namespace when the caller is not root.
# With --net first, the network namespace is private too; without, an API server on loopback can be used from outside.
# Whatever happens to one of the processes, none of them stays: the kernel ends a PID namespace with its PID 1,
# PID 1 dies with unshare (--kill-child), unshare with this shell (--pdeathsig).
lab_run_private() {
  local private=(unshare --mount --pid --fork --kill-child=KILL --mount-proc) outer status
  if [[ $1 == --net ]]; then
    private+=(--net)
    shift
  fi
  if (($(id -u) != 0)); then
    private+=(--user --map-root-user)
    unshare --user --map-root-user true 2>/dev/null ||
      lab_fail "cannot make a user namespace: the kernel refuses it to $(id -un); run as root, or allow it (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)"
  fi
  set -m # a process group of its own: Ctrl-C reaches this shell alone, which passes it on
  setpriv --pdeathsig KILL "${private[@]}" \
    sh -c 'mount -t tmpfs -o mode=755 tmpfs /run && exec "$@"' sh "$@" </dev/null &
  outer=$!
  set +m
  local signal=
  trap 'signal=INT; lab_signal INT "$outer"' INT
  trap 'signal=TERM; lab_signal TERM "$outer"' TERM HUP
  wait "$outer" && status=0 || status=$?
  if [[ -n $signal ]]; then
    # PID 1 of a namespace does not hear a signal before it is ready for it: say it again until it ends.
    while sleep 0.5 && kill -0 "$outer" 2>/dev/null; do
      lab_signal "$signal" "$outer"
    done
    wait "$outer" && status=0 || status=$?
  fi
  return "$status"
}

# Signals the child of unshare: PID 1 of the private namespace.
lab_signal() {
  local child
  for child in $(cat "/proc/$2/task/$2/children" 2>/dev/null); do
    kill -s "$1" "$child" 2>/dev/null || true
  done
}
