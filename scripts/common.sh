# Functions shared by the scripts in this folder: locations, progress reports, and the build. Source this file; do not run it.
# Sets: root (the checkout), cache (the user's cache folder for wgan).
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cache=${WGAN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wgan}

say() { printf 'wgan: %s\n' "$*" >&2; }

# step WHAT BY_HAND COMMAND...   runs COMMAND silently, with one line that says WHAT if it takes more than a moment; if it fails,
# prints the end of its output, the command and BY_HAND, and exits with the command's exit code.
step() {
  local what=$1 by_hand=$2 log code=0 teller; shift 2
  ( read -rt 0.3 <> <(:) || say "$what" ) 8>&- 9>&- &
  teller=$!
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || code=$?
  kill "$teller" 2>/dev/null || :
  wait "$teller" 2>/dev/null || :
  (( code )) || { rm -f "$log"; return 0; }
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

# Sets libtorch to the folder with LibTorch's include/ and lib/: the user's, or what scripts/setup unpacked; empty if there is
# none. scripts/cmake/FindLibTorch.cmake looks in the same places.
find_libtorch() {
  local places dir
  if [[ -n ${WGAN_LIBTORCH:-} ]]; then places=("$WGAN_LIBTORCH" "$WGAN_LIBTORCH/torch")
  else places=("$cache/libtorch-2.11.0-cuda/torch" "$cache/libtorch-2.11.0-cpu/torch"); fi
  libtorch=
  for dir in "${places[@]}"; do
    [[ -e $dir/lib/libtorch_cpu.so ]] && { libtorch=$dir; return; }
  done
  return 0
}

# One thing at a time in this checkout's build folder; a second start waits here and then finds the work done.
lock_build() {
  mkdir -p "$root/build"
  exec 8>"$root/build/lock"
  flock -n 8 || { say "another start is at work in $root/build; waiting for it"; flock 8; }
}
unlock_build() { exec 8>&-; }

set_up_if_needed() {
  local stamp=$root/build/setup.stamp
  find_libtorch
  [[ -n $libtorch && $stamp -nt $root/scripts/setup && $stamp -nt $root/scripts/libtorch/cpu.txt ]] && return
  "$root/scripts/setup"
  find_libtorch
}

# configure_if_needed PRESET   WGAN_WARNINGS_AS_ERRORS=ON in the environment goes into a folder that is configured anew.
configure_if_needed() {
  local folder=$root/build/$1 known=
  [[ -e $folder/libtorch.path ]] && known=$(<"$folder/libtorch.path")
  [[ -e $folder/build.ninja && $known == "$libtorch" ]] && return
  local settings=()
  command -v ccache >/dev/null && settings=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  [[ -n ${WGAN_WARNINGS_AS_ERRORS:-} ]] && settings+=("-DWGAN_WARNINGS_AS_ERRORS=$WGAN_WARNINGS_AS_ERRORS")
  step "configuring build/$1 with LibTorch in $libtorch" "cmake --preset $1" \
    env -C "$root" WGAN_LIBTORCH="$libtorch" cmake --preset "$1" "${settings[@]}"
  printf '%s' "$libtorch" >"$folder/libtorch.path"
}

# build_if_needed PRESET TARGET...   is silent if there is nothing to do. ccache lives in the cache folder too, so a second checkout
# compiles nothing that the first had.
build_if_needed() {
  local preset=$1 folder=$root/build/$1; shift
  export CCACHE_DIR=${CCACHE_DIR:-$cache/ccache} CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
  step "building $* in build/$preset (minutes the first time)" "cmake --build --preset $preset --target $*" \
    ninja -C "$folder" -j "$(nproc)" "$@"
}
