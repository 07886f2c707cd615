# SPDX-License-Identifier: Apache-2.0
"""received.py LOG SECRET: recomputes the signatures and validates the form of CloudEvents and CDEvents."""
import base64
import hashlib
import hmac
import json
import re
import sys

got = [json.loads(line) for line in open(sys.argv[1])]
by_path = {}
for r in got:
    by_path.setdefault(r["path"], []).append(r)
key = base64.b64decode(sys.argv[2].removeprefix("whsec_"))

events = [json.loads(r["body"]) for r in by_path["/cdevents"]]
for r, event in zip(by_path["/cdevents"], events):
    h = r["headers"]
    mac = hmac.new(key, f"{h['webhook-id']}.{h['webhook-timestamp']}.{r['body']}".encode(), hashlib.sha256).digest()
    assert h["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert abs(int(h["webhook-timestamp"]) - r["at"]) < 60
    assert h["content-type"] == "application/cloudevents+json" and h["x-team"] == "shop"
    assert event["specversion"] == "1.0" and event["datacontenttype"] == "application/json"
    assert set(event) == {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
    data = event["data"]
    assert set(data) <= {"context", "subject", "customData", "customDataContentType"}
    context, subject = data["context"], data["subject"]
    assert set(context) <= {"specversion", "id", "chainId", "source", "type", "timestamp", "links", "schemaUri"}
    assert context["specversion"] == "0.5.1" and context["id"] == event["id"] and context["type"] == event["type"] and context["source"] == event["source"]
    assert set(subject) <= {"id", "source", "type", "content"} and subject["id"] == event["subject"]
    assert re.fullmatch(r"dev\.cdevents\.[a-z]+\.[a-z]+\.\d+\.\d+\.\d+", event["type"])

types = {e["type"]: e["data"]["subject"]["content"] for e in events}
tested = types["dev.cdevents.testsuiterun.finished.0.3.0"]
assert tested["outcome"] == "failure" and tested["environment"]["id"] == "projects/demo/locations/us-central1" and tested["severity"] in ("low", "medium", "high", "critical")
back = types["dev.cdevents.service.rolledback.0.3.0"]
assert back["environment"]["id"] and back["artifactId"].startswith("pkg:oci/"), back
assert len({e["id"] for e in events}) == len(events)

slack = json.loads(by_path["/slack"][0]["body"])
assert "ROLLED BACK" in slack["text"] and slack["blocks"][0]["text"]["type"] == "mrkdwn"
plain = json.loads(by_path["/json"][0]["body"])
assert plain["verdict"] == "failed" and plain["action"] == "rolled_back" and plain["exitCode"] == 1 and re.fullmatch("[0-9a-f]{64}", plain["evidenceSha256"])
