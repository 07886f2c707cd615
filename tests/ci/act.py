#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""act.py FILE [NAME=VALUE...]: runs a composite action (action.yml), or the jobs of a workflow, as GitHub's runner
does.

Each step gets its own GITHUB_OUTPUT and the environment that its file gives it. An action by `uses` whose path ends
in scripts/ci/github is this project's, and runs too; any other is only recorded. NAME=VALUE are the inputs of an action,
or `github.NAME`, `vars.NAME`, `matrix.NAME`.

Prints the output of the steps. Writes act.json: the outputs, and of each step what was done. Exits with the code of the
first step that failed.

Environment: RUNNER_TEMP; ACTION: the folder of this project's action; ACTION_WITH: more inputs for it, as NAME=VALUE
separated by spaces.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from expression import expand, holds  # noqa: E402


def read_outputs(path):
    found, lines = {}, iter(pathlib.Path(path).read_text().splitlines())
    for line in lines:
        name, separator, value = line.partition("=")
        if "<<" in name or not separator:
            name, _, end = line.partition("<<")
            value = "\n".join(iter(lambda: next(lines), end))
        found[name] = value
    return found


class Runner:
    def __init__(self, github):
        self.github, self.done, self.temp = github, [], pathlib.Path(os.environ["RUNNER_TEMP"])

    def environment(self, more, action_path):
        e = {**os.environ, "GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_ACTOR": "octocat",
             "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"), "GITHUB_PATH": str(self.temp / "path"), **more}
        added = self.temp / "path"
        if added.exists():
            e["PATH"] = ":".join(added.read_text().split("\n")[::-1]).strip(":") + ":" + e["PATH"]
        return {**e, "GITHUB_ACTION_PATH": str(action_path)} if action_path else e

    def run(self, step, contexts, env, action_path, shell):
        outputs = self.temp / ("outputs%d" % len(self.done))
        outputs.write_text("")
        script = self.temp / "step.sh"
        script.write_text(expand(step["run"], contexts) + "\n")
        e = self.environment({**env, "GITHUB_OUTPUT": str(outputs)}, action_path)
        folder = expand(step.get("working-directory", "."), contexts)
        command = {"sh": ["sh", "-e"], "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}[shell]
        sys.stdout.flush()
        code = subprocess.call([*command, str(script)], env=e, cwd=folder, stderr=subprocess.STDOUT)
        return code, read_outputs(outputs)

    def steps(self, steps, contexts, env, action_path=None):
        """Runs the steps; returns the first exit code that is not 0."""
        first = 0
        contexts["steps"] = {}
        for step in steps:
            contexts["failed"] = first != 0
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": {}}
            if not holds(step.get("if", "success()"), contexts):
                continue
            own = {**env, **{k: expand(v, {**contexts, "env": env}) for k, v in step.get("env", {}).items()}}
            record = {"name": step.get("name", ""), "uses": step.get("uses", ""),
                      "with": {k: expand(v, {**contexts, "env": own}) for k, v in step.get("with", {}).items()}}
            if "run" in step:
                code, outputs = self.run(step, contexts, own, action_path, step.get("shell", "bash"))
            elif step["uses"].split("@")[0].endswith("scripts/ci/github"):
                code, outputs = self.action(pathlib.Path(os.environ["ACTION"]) / "action.yml", record["with"], own)
            else:
                code, outputs = 0, {}
            self.done.append({**record, "code": code, "outputs": outputs})
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": outputs}
            first = first or (0 if step.get("continue-on-error") else code)
        return first

    def action(self, path, inputs, env):
        action = yaml.safe_load(path.read_text())
        inputs = {**inputs, **dict(w.split("=", 1) for w in os.environ.get("ACTION_WITH", "").split())}
        unknown = set(inputs) - set(action["inputs"])
        if unknown:
            sys.exit("act: %s takes no %s" % (path, ", ".join(sorted(unknown))))
        defaults = {k: expand(v.get("default", ""), {"github": self.github}) for k, v in action["inputs"].items()}
        contexts = {"github": self.github, "inputs": {**defaults, **inputs}}
        code = self.steps(action["runs"]["steps"], contexts, env, path.parent.resolve())
        return code, {k: expand(v["value"], contexts) for k, v in action["outputs"].items()}


def main():
    # A shell starts background commands with SIGINT ignored, a runner does not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    path = pathlib.Path(sys.argv[1])
    github = {"token": "", "action_repository": "", "ref_name": "main", "repository": "o/r",
              "server_url": "https://github.com", "sha": "0" * 40, "actor": "octocat"}
    contexts = {"github": github, "vars": {}, "secrets": {}, "matrix": {}}
    inputs = {}
    for argument in sys.argv[2:]:
        name, _, value = argument.partition("=")
        group, _, rest = name.partition(".")
        (contexts[group] if rest else inputs)[rest or name] = value
    runner, document = Runner(github), yaml.safe_load(path.read_text())
    if "runs" in document:
        code, outputs = runner.action(path, inputs, {})
    else:
        code, outputs = 0, {}
        for job in document["jobs"].values():
            env = {k: expand(v, contexts) for k, v in {**document.get("env", {}), **job.get("env", {})}.items()}
            code = code or runner.steps(job["steps"], dict(contexts), env)
    pathlib.Path("act.json").write_text(json.dumps({"outputs": outputs, "steps": runner.done}))
    sys.exit(code)


main()
