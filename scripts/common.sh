# Shared by the scripts beside this file: where things are, and how a step reports. Sourced, not run.
# Sets: root (the checkout), cache (the user's cache folder for wgan).
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/wgan

say() { printf 'wgan: %s\n' "$*" >&2; }

# step WHAT BY_HAND COMMAND...   runs COMMAND silently after one line that says WHAT; if it fails, prints the command, the end
# of its output and BY_HAND, and leaves with the command's exit code.
step() {
  local what=$1 by_hand=$2 log code; shift 2
  say "$what"
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then rm -f "$log"; return 0; else code=$?; fi
  tail -n 25 "$log" >&2
  say "this command failed with code $code: $*"
  say "its whole output: $log"
  say "by hand: $by_hand"
  exit "$code"
}

as_root() {
  if (( EUID == 0 )); then env DEBIAN_FRONTEND=noninteractive "$@"
  else sudo -n env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

# The folder that holds LibTorch's include/ and lib/, as set by the user or as unpacked by scripts/setup; empty if there is none.
# Keep in step with scripts/cmake/FindLibTorch.cmake, which looks in the same places.
libtorch_dir() {
  local dir
  if [[ -n ${WGAN_LIBTORCH:-} ]]; then
    for dir in "$WGAN_LIBTORCH" "$WGAN_LIBTORCH/torch"; do
      [[ -e $dir/lib/libtorch_cpu.so ]] && { (cd "$dir" && pwd); return; }
    done
    return
  fi
  for dir in "$cache"/libtorch-2.11.0-cuda/torch "$cache"/libtorch-2.11.0-cpu/torch; do
    [[ -e $dir/lib/libtorch_cpu.so ]] && { echo "$dir"; return; }
  done
}
