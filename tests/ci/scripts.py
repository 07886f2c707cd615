# SPDX-License-Identifier: Apache-2.0
"""scripts.py FILE...: shellcheck finds nothing in the scripts of files for GitLab and Cloud Build. The scripts of a job run
in one shell."""
import pathlib
import subprocess
import sys

import yaml


def scripts(value):
    if isinstance(value, list):
        for item in value:
            yield from scripts(item)
    elif isinstance(value, dict):
        lines = [line for key in ("before_script", "script") for line in
                 ([value[key]] if isinstance(value.get(key), str) else value.get(key, []))]
        if lines:
            yield "\n".join(lines)
        for key, item in value.items():
            if key == "after_script":
                yield "\n".join(item)
            elif key not in ("before_script", "script"):
                yield from scripts(item)


bad = checked = 0
for path in sys.argv[1:]:
    for script in scripts(list(yaml.safe_load_all(pathlib.Path(path).read_text()))):
        options = [] if script.startswith("#!") else ["-s", "sh"]
        done = subprocess.run(["shellcheck", *options, "-"], input=script, text=True, capture_output=True)
        checked += 1
        if done.returncode:
            bad += 1
            print(path + ":\n" + done.stdout)
print("%d scripts" % checked)
sys.exit(bool(bad) or not checked)
