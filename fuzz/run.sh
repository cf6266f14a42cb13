#!/usr/bin/env bash
# Fuzzes the readers: fuzz/run.sh SECONDS [TARGET ...], all targets unless some are named. Needs the stable toolchain, g++
# and Python 3.11.
#
# Makes seeds of the sample pages, builds the targets, runs each for so many seconds from its seeds, its finds and what an
# earlier run kept, and prints a row of a table for each. A find, or an input that takes longer than it should, is kept in
# OUT/finds; the exit status is 1 then.
#
# OUT    what is kept: corpora, finds, logs [fuzz/target/out]
# JOBS   targets that run at once [2]
# QUICK  not empty: the libraries that the tests were built with are used, with the project's own code watched and no other,
#        and every fourth seed; built in a fourth of the time, and several times as slow
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:?fuzz/run.sh SECONDS [TARGET ...]}
shift
export seconds OUT=${OUT:-$PWD/target/out}
mapfile -t known < <(sed -n 's/^path = "fuzz_targets\/\(.*\).rs"$/\1/p' Cargo.toml | grep -vx any)
targets=("${@:-${known[@]}}")

# What `cargo fuzz` passes to the compiler, without the sanitizer, which needs a nightly toolchain: the project has no unsafe
# code of its own.
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0
    -Cllvm-args=-sanitizer-coverage-stack-depth"
coverage=${coverage//$'\n'/ }
if [ -n "${QUICK:-}" ]; then
    COVERAGE=$coverage RUSTC_WRAPPER=$PWD/watched.sh CARGO_TARGET_DIR=../target cargo build --quiet --locked --bin any
    export program=$PWD/../target/debug/any
    every=4
    # The same inputs in every run of a check.
    export chance=-seed=1
else
    # With a machine named, scripts and macros that run at build time are built without the flags.
    machine=$(rustc -vV | sed -n 's/^host: //p')
    RUSTFLAGS="--cfg fuzzing $coverage" cargo build --quiet --locked --release --target "$machine" --bin any
    export program=$PWD/target/$machine/release/any
fi

rm -rf "$OUT/seeds"
python3 seed.py "$OUT/seeds" "${every:-1}"
mkdir -p "$OUT/logs"

# One target: its row.
one() {
    local longest=4096 log=$OUT/logs/$1 began=$SECONDS folder
    case $1 in
        data | forms | decisions) longest=8192 ;;
        container | diff) longest=16384 ;;
    esac
    local folders=("$OUT/corpus/$1" "$OUT/seeds/$1")
    for folder in "${folders[@]}" "$OUT/finds/$1"; do mkdir -p "$folder"; done
    if [ -d "finds/$1" ]; then folders+=("finds/$1"); fi
    # An input of a few kilobytes takes milliseconds: one that takes five seconds is a find as well.
    TARGET=$1 "$program" ${chance:-} -max_total_time="$seconds" -max_len=$longest -timeout=30 -report_slow_units=5 \
        -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$OUT/finds/$1/" "${folders[@]}" > "$log" 2>&1 || true
    local inputs edges finds
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
    edges=$(grep -o 'cov: [0-9]*' "$log" | tail -1 | cut -d' ' -f2 || true)
    finds=$(grep -c 'Test unit written to' "$log" || true)
    # A target that did not come to its end has found something, also where it could not say what.
    if [ "$finds" -eq 0 ] && ! grep -q '^Done ' "$log"; then finds=1; fi
    printf '| `%s` | %s | %s | %s | %s |\n' "$1" "${inputs:-?}" $((SECONDS - began)) "$finds" "${edges:-?}"
    [ "$finds" -eq 0 ] || tail -n 30 "$log" >&2
}
export -f one

printf '| target | inputs | seconds | finds | edges |\n|---|---:|---:|---:|---:|\n'
printf '%s\n' "${targets[@]}" | xargs -P "${JOBS:-2}" -I{} bash -c 'one {}' | tee "$OUT/rows"
if grep -qv '| 0 | [0-9]* |$' "$OUT/rows"; then
    echo "fuzz/run.sh: finds are in $OUT/finds, what was said of them in $OUT/logs" >&2
    exit 1
fi
