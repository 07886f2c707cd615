# SPDX-License-Identifier: Apache-2.0
"""hosted.py: deploys to the simulated cloud, for the stand-ins of gcloud, terraform and skaffold.

Environment: API, the cloud's address; HOSTED, the test's folder, where deploys.log counts revisions; BAD, the services
(SERVICE or SERVICE@REGION) whose new revision answers 503; LATE, those whose new revision
answers 503 after its first requests; FAIL, those whose deploy fails; all separated by spaces.
"""
import json
import os
import pathlib
import urllib.request

HOME = "us-central1"


def call(path, body=None):
    request = urllib.request.Request(os.environ["API"] + path, data=body and json.dumps(body).encode(),
                                     headers={"Authorization": "Bearer test-token"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


def serving(service, region=HOME):
    """The revisions that have users, separated by spaces."""
    state = json.loads(call("v2/projects/demo/locations/%s/services/%s" % (region, service)))
    return " ".join((t.get("revision") or state["latestReadyRevision"]).split("/")[-1]
                    for t in state["trafficStatuses"] if t.get("percent"))


def deploy(service, region=HOME, traffic=True, tag=None):
    """A new revision of the service, with all traffic, or with none and a tag."""
    key = service if region == HOME else service + "@" + region
    if key in os.environ.get("FAIL", "").split():
        raise SystemExit("%s: the deploy fails" % service)
    log = pathlib.Path(os.environ["HOSTED"]) / "deploys.log"
    with log.open("a") as f:
        f.write("%s %s\n" % (service, region))
    name = "%s-%05d-new" % (service, 41 + len(log.read_text().splitlines()))
    answer = {"status": 503 if key in os.environ.get("BAD", "").split() else 200}
    if key in os.environ.get("LATE", "").split():
        answer = {"status": 503, "after_requests": 6}
    changes = []
    if not traffic:
        pinned = {"revision": serving(service, region), "percent": 100}
        changes.append({"service": key, "traffic": [pinned]})
    changes.append({"service": key, "deploy": {"name": name, "app": {"*": answer}}})
    if not traffic:
        changes.append({"service": key, "traffic": [pinned, {"revision": name, "tag": tag or "next"}]})
    for change in changes:
        call("__cloud/apply", [change])
    print("%s: revision %s is deployed" % (service, name))
