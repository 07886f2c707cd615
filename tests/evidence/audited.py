# SPDX-License-Identifier: Apache-2.0
"""audited.py RUNGATE DIR: audits each evidence file of the corpus alone. Only findings about a missing key are allowed."""
import json
import pathlib
import subprocess
import sys

rungate, corpus = sys.argv[1:]
wrong = replayed = 0
for path in sorted(pathlib.Path(corpus).glob("*.json")):
    done = subprocess.run([rungate, "audit", "--json", str(path)], capture_output=True, text=True)
    for result in json.loads(done.stdout):
        for finding in result["findings"]:
            replayed += finding["check"] == "replay" and finding["result"] == "ok"
            signed_elsewhere = finding["check"] == "signature" and "no public key is known" in finding["text"]
            if finding["result"] == "wrong" and not signed_elsewhere:
                wrong += 1
                print(f"  {path.name}: {finding['check']}: {finding['text']}")
if replayed < 50:
    print(f"  only {replayed} were judged again")
    sys.exit(1)
print(f"  ok  {replayed} verdicts judged again, the same" if not wrong else f"  {wrong} faults")
sys.exit(wrong != 0)
