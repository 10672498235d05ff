#!/usr/bin/env python3
"""Validates SARIF logs against the official schema: validate_sarif.py SCHEMA LOG...

Needs jsonschema (pip install jsonschema). The schema is sarif-schema-2.1.0.json of the OASIS standard; the npm package
@microsoft/sarif-multitool-linux holds it as sarif-2.1.0.json. Exit status 1 when a log is not valid.
"""

import json
import sys

import jsonschema


def main(schema_path, *logs):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    validator = jsonschema.validators.validator_for(schema)(schema)
    wrong = 0
    for path in logs:
        with open(path, encoding="utf-8") as file:
            log = json.load(file)
        for error in validator.iter_errors(log):
            print(f"{path}: {'/'.join(map(str, error.path))}: {error.message}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
