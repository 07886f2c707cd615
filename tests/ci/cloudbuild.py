#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""cloudbuild.py FILE [_NAME=VALUE...]: runs the steps of a Cloud Build file, as Cloud Build does.

Substitutions are replaced in names, env and args; a script gets only its env. What is substituted must be declared, and
what is declared must be used. Exits with the code of the first step that failed. Environment: RUNNER_TEMP.
"""
import os
import pathlib
import re
import subprocess
import sys

import yaml

GIVEN = {"PROJECT_ID": "demo", "BUILD_ID": "b1", "COMMIT_SHA": "0" * 40, "REPO_FULL_NAME": "shop/web", "TRIGGER_NAME": "release",
         "LOCATION": "us-central1", "SHORT_SHA": "0" * 7}
STEP = ("id", "name", "env", "script", "entrypoint", "args", "waitFor", "dir", "timeout", "allowFailure", "secretEnv")


def main():
    build = yaml.safe_load(pathlib.Path(sys.argv[1]).read_text())
    declared = dict(build.get("substitutions", {}))
    given = dict(a.split("=", 1) for a in sys.argv[2:])
    for name in given:
        if name not in declared:
            sys.exit("cloudbuild: %s is not declared" % name)
    used = set()

    def fill(text, values):
        def value(m):
            name = m.group(1) or m.group(2)
            used.add(name)
            if name not in values:
                sys.exit("cloudbuild: nothing is called %s" % name)
            return values[name]
        parts = str(text).split("$$")
        return "$".join(re.sub(r"\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]*))", value, part) for part in parts)

    values = {**GIVEN, **{k: fill(v, GIVEN) for k, v in {**declared, **given}.items()}}
    code = 0
    for step in build["steps"]:
        for key in step:
            if key not in STEP:
                sys.exit("cloudbuild: a step has an unknown key %s" % key)
        name = fill(step["name"], values)
        env = {**os.environ, **dict(fill(v, values).split("=", 1) for v in step.get("env", []))}
        if "script" in step:
            if "entrypoint" in step or "args" in step or not step["script"].startswith("#!"):
                sys.exit("cloudbuild: %s: a script has an interpreter and no args" % step["id"])
            script = pathlib.Path(os.environ["RUNNER_TEMP"]) / "step"
            script.write_text(step["script"])
            script.chmod(0o755)
            command = [str(script)]
        else:
            command = [step.get("entrypoint", name), *(fill(a, values) for a in step.get("args", []))]
        sys.stdout.flush()
        code = subprocess.call(command, env=env, stderr=subprocess.STDOUT)
        if code:
            break
    unused = set(declared) - used
    if not code and unused:
        sys.exit("cloudbuild: never used: %s" % sorted(unused))
    sys.exit(code)


main()
