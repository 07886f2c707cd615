# GCP11: the page tokens of a list repeat. rungate reports this and stops reading pages.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "page_size": 1 } },
  "faults": [ {"method": "GET", "path": "*/revisions", "body": "{\"revisions\":[],\"nextPageToken\":\"again\"}"} ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1500ms"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains a page token was repeated
expect requests GET */revisions <= 100
expect requests PATCH * 0
