#!/usr/bin/env bash
# Checks the translations that karvan.toml names into each of some languages, as a CI job would.
# Exit status: 0 nothing to say, 1 findings, 2 a check could not be made.
#
#   examples/ci/check.sh az zh
set -euo pipefail

karvan=${KARVAN:-karvan}
status=0
for lang in "${@:-az}"; do
  echo "== $lang"
  code=0
  "$karvan" check -t "$lang" || code=$?
  [ "$code" -le "$status" ] || status=$code
done
exit "$status"
