#!/usr/bin/env bash
# Compiles requirements/*.txt from pyproject.toml: one set for Linux, one for macOS.
#
#   scripts/compile_requirements.sh              after a change of pyproject.toml; keeps the pins
#   scripts/compile_requirements.sh --upgrade    takes newer releases too
#
# Needs uv and the network. Arguments are passed on to "uv pip compile".
set -euo pipefail
cd "$(dirname "$0")/.."

# PySide6 needs glibc 2.34 and macOS 13; torch for macOS needs 14.
LINUX="x86_64-manylinux_2_34"
MACOS="aarch64-apple-darwin"
export MACOSX_DEPLOYMENT_TARGET=14.0
# A folder of wheels on this machine must not decide what others install.
unset UV_FIND_LINKS UV_EXTRA_INDEX_URL

HEADER="# Compiled by scripts/compile_requirements.sh from pyproject.toml: change that, then run it."
# What only a CUDA build of torch asks for. Pinned as constraints, so that the
# CPU build, which does not ask, does not get gigabytes of it.
CUDA_ONLY='^(nvidia|cuda)-'

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

main() {
    compile_for linux "$LINUX" "$@"
    compile_for macos "$MACOS" "$@"
    for version in 3.12 3.13; do
        check_wheels_of macos "$MACOS" "$version"
    done
    echo "requirements/ is up to date."
}

# compile_for NAME PLATFORM [UV-ARGUMENT…]
compile_for() {
    local name="$1" platform="$2"
    shift 2
    cat "requirements/$name"*.txt 2>/dev/null | grep '==' | sort -u >"$work/$name.txt" || true
    cp "$work/$name.txt" "$work/$name-dev.txt"
    compile "$platform" "$work/$name.txt" "$@"
    compile "$platform" "$work/$name-dev.txt" --group dev --constraints "$work/$name.txt" "$@"
    publish "$name" "$work/$name.txt" "requirements/$name.txt"
    publish "$name" "$work/$name-dev.txt" "requirements/$name-dev.txt"
}

# compile PLATFORM OUTPUT [UV-ARGUMENT…]
compile() {
    local platform="$1" output="$2"
    shift 2
    echo "Compiling $(basename "$output")"
    uv pip compile pyproject.toml --quiet --python-platform "$platform" --python-version 3.11 \
        --no-header --no-annotate --output-file "$output" "$@" >/dev/null
}

# publish NAME FROM TO: splits off what belongs to CUDA, and adds the header.
publish() {
    local name="$1" from="$2" to="$3"
    local cuda="requirements/$name-cuda.txt"
    {
        echo "$HEADER"
        if grep -qE "$CUDA_ONLY" "$from"; then
            echo "-c $(basename "$cuda")"
            { echo "$HEADER"; grep -E "$CUDA_ONLY" "$from"; } >"$cuda"
        fi
        grep -vE "$CUDA_ONLY" "$from"
    } >"$work/published"
    cp "$work/published" "$to"
}

# check_wheels_of NAME PLATFORM VERSION: every pin has a wheel for that Python too.
check_wheels_of() {
    local name="$1" platform="$2" version="$3"
    echo "Checking $name-dev.txt for Python $version"
    uv pip compile "requirements/$name-dev.txt" --quiet --only-binary :all: \
        --python-platform "$platform" --python-version "$version" >/dev/null
}

main "$@"
