#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gate.sh: runs rungate with the inputs of the action. Inputs are environment variables, so that none of them is part of
# a script.
set -eu
set -f # words are split at spaces; nothing in them is a pattern
set -- "${INPUT_COMMAND:-verify}"
[ -z "${INPUT_CONFIG:-}" ] || set -- "$@" --config "$INPUT_CONFIG"
# shellcheck disable=SC2086 # split into words
exec "${INPUT_RUNGATE:-rungate}" "$@" ${INPUT_ARGUMENTS:-} -- ${INPUT_SERVICES:-}
