#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""workflow.py FILE...: checks GitHub workflows and composite actions (action.yml) without running them.

- keys are known; jobs and steps that are named exist;
- each action is pinned: those of GitHub (actions/*) and Google (google-github-actions/*) by a major version or a commit,
  others by a commit, this project's own by a major version;
- each input is declared, described and used; each name in an expression exists; each output of a step that is read is
  written by that step;
- no expression is part of a script: what comes from outside is passed in the environment;
- a workflow's permissions are given, and read-only outside of jobs;
- shellcheck finds nothing in the scripts.
"""
import pathlib
import re
import subprocess
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from expression import names, tokens  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
WORKFLOW = {"name", "on", "env", "permissions", "jobs", "concurrency", "defaults"}
JOB = {"name", "needs", "if", "runs-on", "container", "strategy", "steps", "permissions", "env", "outputs",
       "timeout-minutes", "concurrency", "environment"}
STEP = {"name", "id", "if", "uses", "with", "run", "shell", "env", "working-directory", "continue-on-error",
        "timeout-minutes"}
ACTION = {"name", "description", "branding", "inputs", "outputs", "runs", "author"}
OWN = "scripts/ci/github"
found = []


def check(condition, where, what):
    if not condition:
        found.append("%s: %s" % (where, what))


def known(where, mapping, keys):
    for key in mapping:
        check(key in keys, where, "unknown key %s" % key)


def own_inputs():
    return yaml.safe_load((TOP / OWN / "action.yml").read_text())["inputs"]


def pinned(where, step):
    name, _, ref = step["uses"].partition("@")
    if name.startswith("./"):
        return
    commit, major = re.fullmatch(r"[0-9a-f]{40}", ref), re.fullmatch(r"v[0-9]+", ref)
    own = name.split("/", 2)[2:] == [OWN]
    check(commit or (major and (own or name.startswith(("actions/", "google-github-actions/")))), where, "%s is not pinned" % step["uses"])
    if own:
        for key in step.get("with", {}):
            check(key in own_inputs(), where, "the action has no input %s" % key)


def writes(step, output):
    """Whether a step's script, or the script of this project that it executes, writes the output."""
    text = step.get("run", "")
    for script in re.findall(r"\$GITHUB_ACTION_PATH/([a-z]+)", text):
        text += (TOP / OWN / script).read_text() + (TOP / "gate/tell/ci.c").read_text()
    text = re.sub(r"\\n", "\n", text)
    return re.search(r"(^|[^\w-])%s=" % re.escape(output), text) or 'put_output(&outputs, "%s"' % output in text


def shellcheck(where, script, shell):
    done = subprocess.run(["shellcheck", "-s", shell, "-"], input=script, text=True, capture_output=True)
    check(done.returncode == 0, where, "shellcheck:\n" + done.stdout + done.stderr)


def check_steps(where, steps, contexts, composite):
    before = {}
    for number, step in enumerate(steps, 1):
        at = "%s: step %d (%s)" % (where, number, step.get("name") or step.get("uses") or "run")
        known(at, step, STEP)
        check(("run" in step) != ("uses" in step), at, "it needs either run or uses")
        if "uses" in step:
            pinned(at, step)
            theirs = "scripts/ci/github" in step["uses"]
        if "run" in step:
            check("${{" not in step["run"], at, "an expression is part of the script")
            check(not composite or "shell" in step, at, "it has no shell")
            shellcheck(at, step["run"], step.get("shell", "bash"))
        condition = str(step.get("if", ""))
        used = [n for part in ("env", "with", "working-directory", "name") for n in names(step.get(part, ""))]
        used += [t for t in tokens(condition.replace("${{", "").replace("}}", "")) if re.match(r"[A-Za-z_]\w*\.", t)]
        for name in used:
            check_name(at, name, contexts, before)
        if "id" in step:
            check(step["id"] not in before, at, "the id %s is used twice" % step["id"])
            before[step["id"]] = (lambda o: o in own_outputs()) if "uses" in step and theirs else \
                (lambda o, s=step: "uses" in s or writes(s, o))
    return before


def own_outputs():
    return yaml.safe_load((TOP / OWN / "action.yml").read_text())["outputs"]


def check_name(at, name, contexts, steps):
    part = name.split(".")
    if part[0] == "steps":
        check(part[1] in steps and part[2] == "outputs", at, "no earlier step is called %s" % name)
        check(part[1] not in steps or steps[part[1]](part[3]), at, "the step does not write %s" % name)
    elif part[0] in ("github", "env", "vars", "secrets", "runner", "job", "strategy"):
        pass
    else:
        check(part[0] in contexts and part[1] in contexts[part[0]], at, "nothing is called %s" % name)


def check_action(where, action):
    known(where, action, ACTION)
    check(action["runs"]["using"] == "composite", where, "it is not composite")
    for name, item in action["inputs"].items():
        check(item.get("description"), where, "the input %s has no description" % name)
        check("default" in item or item.get("required"), where, "the input %s has no default" % name)
    steps = check_steps(where, action["runs"]["steps"], {"inputs": action["inputs"]}, True)
    used = set(re.findall(r"inputs\.([\w-]+)", str(action["runs"])))
    check(used == set(action["inputs"]), where, "declared or used only: %s" % sorted(used ^ set(action["inputs"])))
    for name, item in action["outputs"].items():
        check(item.get("description"), where, "the output %s has no description" % name)
        for used in names(item["value"]):
            check_name("%s: output %s" % (where, name), used, {}, steps)


def check_workflow(where, workflow):
    workflow = {("on" if key is True else key): value for key, value in workflow.items()}  # YAML 1.1 reads on as true
    known(where, workflow, WORKFLOW)
    check("permissions" in workflow, where, "it has no permissions")
    for scope, right in dict(workflow.get("permissions") or {}).items():
        check(right in ("read", "none"), where, "%s is given to all jobs: %s" % (right, scope))
    for key, job in workflow["jobs"].items():
        at = "%s: job %s" % (where, key)
        known(at, job, JOB)
        needs = job.get("needs", [])
        needs = [needs] if isinstance(needs, str) else needs
        for other in needs:
            check(other in workflow["jobs"], at, "it needs %s, which is no job" % other)
        matrix = dict((job.get("strategy") or {}).get("matrix") or {})
        axes = {k: None for k in matrix if k not in ("include", "exclude")}
        rows = matrix.get("include", [])
        axes.update({k: None for row in rows for k in row if axes or all(k in r for r in rows)})
        contexts = {"matrix": axes}
        for name in names({k: v for k, v in job.items() if k != "steps"}):
            check_name(at, name, contexts, {})
        check_steps(at, job["steps"], contexts, False)


def main():
    for path in sys.argv[1:]:
        document = yaml.safe_load(pathlib.Path(path).read_text())
        where = pathlib.Path(path).name
        if "runs" in document:
            check_action(where, document)
        else:
            check_workflow(where, document)
    for line in found:
        print(line)
    sys.exit(bool(found))


main()
