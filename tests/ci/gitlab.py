#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""gitlab.py PIPELINE: runs the jobs of a .gitlab-ci.yml one after the other, as GitLab's runner does.

Components that it includes are taken from this project by the end of their address, and their inputs are checked: unknown,
missing, and not among the options. Each job's before_script and script run in one shell, its after_script in another.
Exits with the code of the first job that failed. Environment: RUNNER_TEMP.
"""
import os
import pathlib
import re
import string
import subprocess
import sys

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
SHELL = ["bash", "--noprofile", "--norc"]
FROM_HERE = ("script", "before_script", "after_script", "variables", "stage", "image", "interruptible", "resource_group",
             "cache", "artifacts", "rules", "needs")


def component(path, given):
    """The jobs of a component with its inputs."""
    spec, body = list(yaml.safe_load_all(path.read_text()))
    inputs = spec["spec"]["inputs"]
    for name in given:
        if name not in inputs:
            sys.exit("gitlab: %s has no input %s" % (path.name, name))
    values = {}
    for name, item in inputs.items():
        if not item.get("description"):
            sys.exit("gitlab: the input %s has no description" % name)
        if name not in given and "default" not in item:
            sys.exit("gitlab: the input %s is missing" % name)
        values[name] = given.get(name, item.get("default"))
        if not isinstance(values[name], str):
            sys.exit("gitlab: the input %s is not text" % name)
        if values[name] not in item.get("options", [values[name]]):
            sys.exit("gitlab: %s is not an option of %s" % (values[name], name))
    used = set()

    def fill(value):
        if isinstance(value, dict):
            return {fill(k): fill(v) for k, v in value.items()}
        if isinstance(value, list):
            return [fill(v) for v in value]
        if not isinstance(value, str):
            return value
        used.update(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", value))
        return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: values[m.group(1)], value)

    jobs = fill(body)
    if used != set(inputs):
        sys.exit("gitlab: inputs that are declared or used only: %s" % sorted(used ^ set(inputs)))
    return jobs


def environment(*groups):
    e = {**os.environ, "CI": "true", "GITLAB_CI": "true", "CI_JOB_ID": str(os.getpid()), "CI_PROJECT_DIR": os.getcwd(),
         "CI_PIPELINE_ID": "7", "CI_COMMIT_SHA": "0" * 40, "GITLAB_USER_LOGIN": "alice"}
    for group in groups:
        for name, value in group.items():
            expand = not isinstance(value, dict) or value.get("expand", True)
            value = value["value"] if isinstance(value, dict) else str(value)
            e[name] = string.Template(value).safe_substitute(e) if expand else value
    return e


def shell(lines, env):
    script = pathlib.Path(os.environ["RUNNER_TEMP"]) / "job.sh"
    script.write_text("\n".join(["set -eo pipefail", *lines]) + "\n")
    sys.stdout.flush()
    return subprocess.call([*SHELL, str(script)], env=env, stderr=subprocess.STDOUT)


def listed(value):
    return [value] if isinstance(value, str) else list(value or [])


def main():
    pipeline = yaml.safe_load(pathlib.Path(sys.argv[1]).read_text())
    jobs = {k: v for k, v in pipeline.items() if k not in ("include", "stages", "variables", "default")}
    for item in listed(pipeline.get("include")):
        path = TOP / ("scripts/ci/" + item["remote"].split("/scripts/ci/")[1])
        jobs.update(component(path, item.get("inputs", {})))
    stages = pipeline.get("stages", ["build", "test", "deploy"])
    first = 0
    for name, job in sorted(jobs.items(), key=lambda item: stages.index(item[1].get("stage", "test"))):
        for key in job:
            if key not in FROM_HERE:
                sys.exit("gitlab: the job %s has an unknown key %s" % (name, key))
        env = environment(pipeline.get("variables", {}), job.get("variables", {}))
        code = shell(listed(job.get("before_script")) + listed(job["script"]), env)
        shell(listed(job.get("after_script")), env)
        for path in (job.get("artifacts", {}).get("reports") or {}).values():
            print("gitlab: report %s: %s" % (path, "there" if pathlib.Path(path).exists() else "MISSING"))
        first = first or code
        if code:
            break
    sys.exit(first)


main()
