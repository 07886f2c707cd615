# SPDX-License-Identifier: Apache-2.0
"""steps.py DIR: parses scripts/ci with an independent YAML parser, checks the requirements of each CI system, and writes the commands as files."""
import pathlib
import re
import sys

import yaml

ci = pathlib.Path(sys.argv[1])

job = yaml.safe_load((ci / "gitlab.yml").read_text())[".rungate"]
assert job["artifacts"]["when"] == "always" and job["artifacts"]["reports"]["junit"] == "rungate-junit.xml"
pathlib.Path("gitlab.script").write_text("set -e\n" + "\n".join(job["script"]) + "\n")
pathlib.Path("gitlab.after").write_text("\n".join(job["after_script"]) + "\n")

build = yaml.safe_load((ci / "cloudbuild.yaml").read_text())
for step in build["steps"]:
    assert step["entrypoint"] == "sh" and step["args"][0] == "-c"
    for name in re.findall(r"(?<!\$)\$\{?(_[A-Z]+)", str(step)):
        assert name in build["substitutions"], name
    text = re.sub(r"\$\$", "\0", step["args"][1])
    assert set(re.findall(r"\$\{?([A-Z_]+)", text)) <= {"BUILD_ID", "_EVIDENCE"}, text
    pathlib.Path("cloudbuild." + step["id"]).write_text(text.replace("\0", "$") + "\n")

documents = list(yaml.safe_load_all((ci / "cloud-deploy/clouddeploy.yaml").read_text()))
assert [d["kind"] for d in documents] == ["DeliveryPipeline", "Target", "Automation"]
assert documents[0]["serialPipeline"]["stages"][0]["strategy"]["standard"]["verify"] is True
verify = yaml.safe_load((ci / "cloud-deploy/skaffold.yaml").read_text())["verify"][0]["container"]
assert verify["command"] == ["rungate"] and verify["args"][0] == "check"
