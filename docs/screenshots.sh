#!/usr/bin/env bash
# Makes the pictures of this folder from the sample pages. Needs a Rust toolchain, Chromium and Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet
tests/browser/run.sh target/debug/extract --screenshots "$PWD/docs"
