# SPDX-License-Identifier: Apache-2.0
"""clouddeploy.py FOLDER: checks the structure of clouddeploy.yaml and skaffold.yaml, and prints the command of the verify
container and that of the analysis container, each on a line, for the project demo."""
import pathlib
import re
import shlex
import sys

import yaml

folder = pathlib.Path(sys.argv[1])
pipeline, target, automation = yaml.safe_load_all((folder / "clouddeploy.yaml").read_text())
assert [d["kind"] for d in (pipeline, target, automation)] == ["DeliveryPipeline", "Target", "Automation"]
assert all(d["apiVersion"] == "deploy.cloud.google.com/v1" for d in (pipeline, target, automation))
stage = pipeline["serialPipeline"]["stages"][0]
assert stage["targetId"] == target["metadata"]["name"] == automation["selector"]["targets"][0]["id"]
assert automation["metadata"]["name"].split("/")[0] == pipeline["metadata"]["name"]
rule = automation["rules"][0]["repairRolloutRule"]
assert set(rule) == {"id", "repairPhases"} and "rollback" in rule["repairPhases"][0]

standard = stage["strategy"]["standard"]
assert set(standard) == {"verify", "analysis"} and standard["verify"] is True
analysis = standard["analysis"]
seconds = {k: int(re.fullmatch("([0-9]+)s", v).group(1)) for k, v in
           (("duration", analysis["duration"]), ("frequency", analysis["customChecks"][0]["frequency"]))}
assert 300 <= seconds["frequency"] <= seconds["duration"] <= 48 * 3600
task = analysis["customChecks"][0]["task"]
assert set(task) == {"type", "image", "command", "args"} and task["type"] == "container"

skaffold = yaml.safe_load((folder / "skaffold.yaml").read_text())
assert skaffold["kind"] == "Config" and skaffold["metadata"]["name"] == pipeline["metadata"]["name"]
container = skaffold["verify"][0]["container"]
assert set(container) == {"name", "image", "command", "args"}
for job in (container, task):
    assert job["command"] == ["rungate"] and job["args"][0] == "check", "only Cloud Deploy moves traffic"
    assert re.search(r":[0-9]+\.[0-9]+\.[0-9]+$", job["image"]), "the image is not one release"
    print(shlex.join(job["command"] + job["args"]).replace("PROJECT", "demo"))
