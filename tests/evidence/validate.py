# SPDX-License-Identifier: Apache-2.0
"""validate.py SCHEMA EVIDENCE...: validates every statement, without its envelope, against the JSON Schema."""
import base64
import json
import sys

from jsonschema import Draft202012Validator

schema = json.load(open(sys.argv[1]))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
wrong = 0
for name in sys.argv[2:]:
    v = json.load(open(name))
    if "payload" in v:
        v = json.loads(base64.b64decode(v["payload"], validate=True))
    for error in validator.iter_errors(v):
        wrong += 1
        print(f"  {name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
print(f"  ok  {len(sys.argv) - 2} statements by jsonschema" if not wrong else f"  {wrong} faults")
sys.exit(wrong != 0)
