#!/usr/bin/env bash
# Sets up all that Longtake needs in this checkout, then does what it was asked:
#
#   scripts/bootstrap.sh transcribe [FILE…]   transcribes films or recordings
#   scripts/bootstrap.sh app                  opens the app
#   scripts/bootstrap.sh test                 runs every check and every test
#
# What comes after the command goes to Longtake (or to pytest) unchanged. Run it
# as often as you like: what is there already is not fetched again. It writes
# only into .venv and build, and keeps stdout for Longtake's own output.
#
# Written for bash 3.2, which is what macOS has.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
LOG="$ROOT/build/bootstrap.log"
PRIVATE_UV="$ROOT/build/uv"
SAMPLE="$ROOT/resources/sample.opus"
DEFAULT_MODEL="tiny.en"

OLDEST_UV="0.9.8"       # the first that knows exclude-dependencies
OLDEST_MACOS="14"       # torch has no wheels for older ones
OLDEST_GLIBC="2.34"     # PySide6 has no wheels for older ones

main() {
    local command="${1:-}"
    [ "$#" -eq 0 ] || shift
    case "$command" in
        transcribe) prepare runtime; transcribe "$@" ;;
        app) prepare runtime; open_app "$@" ;;
        test) prepare dev; run_tests "$@" ;;
        help | -h | --help) usage ;;
        "") usage >&2; exit 2 ;;
        *) usage_error "there is no command \"$command\"." ;;
    esac
}

usage() {
    sed -n 's/^#   //p' "${BASH_SOURCE[0]}"
}

# --- The three commands ------------------------------------------------------

transcribe() {
    asks_for_a_model "$@" || fetch_model "$DEFAULT_MODEL"
    if [ "$#" -eq 0 ]; then
        transcribe_the_sample
    else
        exec "$VENV/bin/longtake" transcribe "$@"
    fi
}

transcribe_the_sample() {
    local folder="$ROOT/build/sample"
    say "No file named, so this is the sample recording."
    "$VENV/bin/longtake" transcribe "$SAMPLE" --output-dir "$folder" --overwrite
    say "The files are in $folder. To transcribe your own: scripts/bootstrap.sh transcribe FILE"
}

open_app() {
    local reason
    reason="$("$VENV/bin/python" -c "import PySide6.QtWidgets" 2>&1)" ||
        fail "Qt does not load: ${reason##*Error: }" \
            "On Debian or Ubuntu: sudo apt install libegl1 libgl1 libxkbcommon0 libfontconfig1" \
            "libdbus-1-3 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1"
    exec "$VENV/bin/longtake" "$@"
}

# Checks first, tests last, so that pytest's own closing line ends a good run.
run_tests() {
    FAILED=""
    cd "$ROOT"
    fetch_model "$DEFAULT_MODEL"
    fetch_model base
    fetch_model speaker
    : "${QT_QPA_PLATFORM=offscreen}"
    export QT_QPA_PLATFORM
    check "ruff format" ruff format --check .
    check "ruff check" ruff check .
    check "mypy" mypy
    check "import-linter" lint-imports --no-logo
    # Two files at a time: tests wait for processes more than they compute. A test process that
    # crashes is not replaced: xdist 3.8 would wait for its files for ever.
    check "pytest" pytest --numprocesses 2 --dist loadfile --max-worker-restart 0 "$@"
    [ -z "$FAILED" ] || fail "these did not pass: ${FAILED#, }."
}

# check NAME PROGRAM [ARGUMENT…]: runs one step; its failure is told at the end.
check() {
    local name="$1" program="$2"
    shift 2
    say "Checking: $name"
    "$VENV/bin/$program" "$@" || FAILED="$FAILED, $name"
}

asks_for_a_model() {
    [ -n "${LONGTAKE_MODEL:-}" ] && return 0
    case " $* " in
        *" --model "* | *" --model="*) return 0 ;;
    esac
    return 1
}

# Does nothing when the model is there already. Exits with Longtake's own code.
fetch_model() {
    say "Looking for the model $1, and fetching it if it is not here."
    "$VENV/bin/longtake" models fetch "$1" >/dev/null
}

# --- Setting up --------------------------------------------------------------

# prepare runtime|dev
prepare() {
    local kind="$1"
    check_machine
    set_environment
    is_installed "$kind" && return 0
    check_folder
    check_disk
    find_uv || install_uv
    make_environment
    install_packages "$kind"
    say "Ready."
}

check_machine() {
    local machine
    machine="$(uname -s) $(uname -m)"
    case "$machine" in
        "Darwin arm64") check_macos ;;
        "Linux x86_64") check_glibc ;;
        "Darwin x86_64") fail "Longtake needs a Mac with Apple Silicon, and this shell is an Intel one." \
            "If the Mac has Apple Silicon, open a terminal without Rosetta." ;;
        *) fail "Longtake runs on macOS (Apple Silicon) and Linux (x86_64); this is $machine." ;;
    esac
}

check_macos() {
    PLATFORM=macos
    PYTHONS="3.11 3.12 3.13"
    PYTHON_REQUEST=">=3.11,<3.14"
    local version
    version="$(sw_vers -productVersion)"
    is_at_least "$version" "$OLDEST_MACOS" ||
        fail "Longtake needs macOS $OLDEST_MACOS or newer; this is macOS $version."
}

check_glibc() {
    PLATFORM=linux
    PYTHONS="3.11"
    PYTHON_REQUEST="3.11"
    local version
    version="$(getconf GNU_LIBC_VERSION 2>/dev/null | awk '{ print $2 }')" || version=""
    is_at_least "${version:-0}" "$OLDEST_GLIBC" ||
        fail "Longtake needs a Linux with glibc $OLDEST_GLIBC or newer; this has ${version:-none}." \
            "Debian 12, Ubuntu 22.04 and Fedora 35 are the first that do."
}

# Only what the user has not set, even to nothing. The two ratios go together:
# torch refuses a high mark that is under the low one.
set_environment() {
    : "${PYANNOTE_METRICS_ENABLED=0}"
    export PYANNOTE_METRICS_ENABLED
    if [ "$PLATFORM" = macos ]; then
        : "${PYTORCH_ENABLE_MPS_FALLBACK=1}"
        export PYTORCH_ENABLE_MPS_FALLBACK
        limit_mps_memory
    fi
    use_pip_settings
}

limit_mps_memory() {
    [ -z "${PYTORCH_MPS_HIGH_WATERMARK_RATIO+set}" ] || return 0
    [ -z "${PYTORCH_MPS_LOW_WATERMARK_RATIO+set}" ] || return 0
    export PYTORCH_MPS_HIGH_WATERMARK_RATIO=0.95
    export PYTORCH_MPS_LOW_WATERMARK_RATIO=0.8
}

# uv does not read pip's settings; a folder of wheels may hold the CPU's torch.
use_pip_settings() {
    if [ -n "${PIP_FIND_LINKS:-}" ] && [ -d "$PIP_FIND_LINKS" ] && [ -z "${UV_FIND_LINKS+set}" ]; then
        UV_FIND_LINKS="$(cd "$PIP_FIND_LINKS" && pwd)"
        export UV_FIND_LINKS
    fi
    if [ -n "${PIP_INDEX_URL:-}" ] && [ -z "${UV_DEFAULT_INDEX+set}${UV_INDEX_URL+set}" ]; then
        export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
    fi
}

check_folder() {
    [ -w "$ROOT" ] || fail "Longtake cannot write into $ROOT." \
        "Set-up makes its environment there: put the checkout into a folder of yours."
    mkdir -p "$ROOT/build"
}

check_disk() {
    local free needed
    free="$(free_gigabytes "$ROOT")"
    needed="$(needed_gigabytes)"
    [ "$free" -ge "$needed" ] || fail "There is not enough disk space: set-up needs $needed GB, and $ROOT has $free GB."
}

# The CUDA build of torch, with what it brings, is by far the largest part.
needed_gigabytes() {
    if [ "$PLATFORM" = linux ] && [ -z "${UV_FIND_LINKS:-}" ]; then
        echo 8
    else
        echo 4
    fi
}

free_gigabytes() {
    df -Pk "$1" | awk 'NR == 2 { for (i = 1; i <= NF; i++) if ($i ~ /%$/) { print int($(i - 1) / 1048576); exit } }'
}

# --- uv ----------------------------------------------------------------------

# Sets UV to one that is new enough.
find_uv() {
    local candidate
    for candidate in "$(command -v uv || true)" "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" \
        "$VENV/bin/uv" "$PRIVATE_UV/bin/uv"; do
        if is_usable_uv "$candidate"; then
            UV="$candidate"
            return 0
        fi
    done
    return 1
}

is_usable_uv() {
    local version
    [ -x "$1" ] || return 1
    version="$("$1" --version 2>/dev/null | awk '{ print $2 }')" || return 1
    is_at_least "${version:-0}" "$OLDEST_UV"
}

# Into the checkout only, so that nothing of the user's changes.
install_uv() {
    say "Fetching uv, which will install the rest."
    have python3 || fail "There is no python3 to fetch uv with." \
        "Install Python 3, or uv itself, then run the same command again."
    rm -rf "$PRIVATE_UV"
    export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
    if python3 -m pip --version >/dev/null 2>&1; then
        logged python3 -m pip install --quiet --target "$PRIVATE_UV" "uv>=$OLDEST_UV" || explain "Fetching uv"
    elif python3 -m venv "$PRIVATE_UV" >"$LOG" 2>&1; then
        logged "$PRIVATE_UV/bin/python" -m pip install --quiet "uv>=$OLDEST_UV" || explain "Fetching uv"
    else
        fail "python3 has neither pip nor venv here, so uv cannot be fetched." \
            "On Debian or Ubuntu: sudo apt install python3-venv. Or install uv itself."
    fi
    find_uv || fail "uv was fetched but does not run on this machine." "See $LOG"
}

# --- The environment ---------------------------------------------------------

make_environment() {
    is_sound_environment && return 0
    say "Making the Python environment (.venv)."
    (cd "$ROOT" && logged "$UV" venv --quiet --clear --python "${UV_PYTHON:-$PYTHON_REQUEST}" "$VENV") ||
        explain_python
    is_right_python || refuse_python
}

# Runs, is of the right version, and was made here (a moved checkout's is not).
is_sound_environment() {
    [ -x "$VENV/bin/python" ] && is_right_python && [ "$(cat "$VENV/longtake-root" 2>/dev/null)" = "$ROOT" ]
}

is_right_python() {
    local version
    for version in $PYTHONS; do
        [ "$(describe_python)" = "$version $(uname -m)" ] && return 0
    done
    return 1
}

describe_python() {
    "$VENV/bin/python" -c \
        'import platform, sys; print("%d.%d" % sys.version_info[:2], platform.machine())' 2>/dev/null || true
}

explain_python() {
    explain_known_causes "Making the environment"
    fail "Longtake needs Python $(either "$PYTHONS"); none was found here, and none could be fetched." \
        "Install one, or set UV_PYTHON to the path of one."
}

refuse_python() {
    local found
    found="$(describe_python)"
    rm -rf "$VENV"
    fail "Longtake needs Python $(either "$PYTHONS") for $(uname -m); this is Python $found." \
        "Set UV_PYTHON to another one, or unset it and let uv choose."
}

install_packages() {
    local kind="$1" pins
    pins="$(pins_of "$kind")"
    say "Installing the packages that $pins names. The first time this downloads a good deal."
    # As constraints too: [tool.uv] override-dependencies would outweigh the pins.
    in_environment -r "$pins" -c "$pins" || explain "Installing the packages"
    in_environment --no-deps -e . || explain "Installing Longtake itself"
    leave_stamp "$kind"
}

in_environment() {
    (cd "$ROOT" && logged "$UV" pip install --python "$VENV/bin/python" "$@")
}

# pins_of runtime|dev: relative to the checkout, as uv and the messages need it.
pins_of() {
    case "$1" in
        dev) echo "requirements/$PLATFORM-dev.txt" ;;
        *) echo "requirements/$PLATFORM.txt" ;;
    esac
}

# A stamp says which requirements .venv holds. The tests' set holds the runtime's.
is_installed() {
    [ -x "$VENV/bin/longtake" ] && is_sound_environment || return 1
    has_stamp "$1" || { [ "$1" = runtime ] && has_stamp dev; }
}

has_stamp() {
    [ "$(cat "$VENV/longtake-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]
}

leave_stamp() {
    printf '%s\n' "$ROOT" >"$VENV/longtake-root"
    stamp_of "$1" >"$VENV/longtake-$1"
}

stamp_of() {
    (cd "$ROOT" && cat "$(pins_of "$1")" pyproject.toml | cksum)
}

# --- Saying what happens -----------------------------------------------------

# logged PROGRAM [ARGUMENT…]: shows what it says, less the list of packages, and keeps all of it.
logged() {
    "$@" 2>&1 | awk -v file="$LOG" \
        '{ print > file } !/^ +[-+~] |^Using Python|^Resolved|^Audited|^Prepared|^ +(Downloaded|Building|Built) / { print; fflush() }' >&2
}

explain() {
    explain_known_causes "$1"
    fail "$1 failed. The reason is above, and in $LOG"
}

explain_known_causes() {
    if log_says "no space left|os error 28|disk quota exceeded"; then
        fail "$1 failed: the disk is full." "Make room, then run the same command again."
    fi
    if log_says "certificate"; then
        fail "$1 failed: the server's certificate is not trusted here." \
            "Behind a company's proxy, set SSL_CERT_FILE to its certificates."
    fi
    if log_says "dns error|name or service not known|name resolution|getaddrinfo|nodename nor servname" ||
        log_says "connection refused|failed to establish|unreachable|network connectivity is disabled" ||
        log_says "timed out|error sending request|connection reset|connection closed"; then
        fail "$1 failed: the network does not answer." \
            "Connect, then run the same command again; what was fetched is kept."
    fi
}

log_says() {
    grep -qiE "$1" "$LOG" 2>/dev/null
}

say() {
    printf 'Longtake: %s\n' "$*" >&2
}

# fail SENTENCE [HINT…]
fail() {
    printf '\nLongtake cannot go on. %s\n' "$1" >&2
    shift
    [ "$#" -eq 0 ] || printf '%s\n' "$*" >&2
    exit 1
}

usage_error() {
    printf 'Longtake: %s\n\n' "$1" >&2
    usage >&2
    exit 2
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# either "3.11 3.12" -> 3.11 or 3.12
either() {
    echo "${1// / or }"
}

# is_at_least VERSION OLDEST, by their first three numbers
is_at_least() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        split(a, x, "."); split(b, y, ".")
        for (i = 1; i <= 3; i++) if (x[i] + 0 != y[i] + 0) exit !(x[i] + 0 > y[i] + 0)
    }'
}

# Sourcing gives the functions alone; tests/test_setup.py asks some of them.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    main "$@"
fi
