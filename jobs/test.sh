#!/usr/bin/env bash
# From a bare Debian 12 to the result of every test; ends with the summary of ctest. Options
# of ctest may follow: jobs/test.sh -R options
# shellcheck source=jobs/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need_packages "${build_packages[@]}" "${test_packages[@]}"
build build -DCMAKE_BUILD_TYPE=Release -DAP_TESTING=ON
prepare_mpi
ctest --test-dir build --output-on-failure --parallel "$(nproc)" "$@" </dev/null
