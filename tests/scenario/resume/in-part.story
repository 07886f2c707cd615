# RB11: rungate is killed after the service that failed was moved and before the other one was. The next verify finds
# nothing that fails any more. It leaves the rest to `rungate resume`, and does not suggest to promote the candidate.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-front": { "revisions": [ { "name": "demo-front-1", "age_s": 864000 }, { "name": "demo-front-2", "age_s": 110 } ] },
    "demo-back": { "revisions": [ { "name": "demo-back-1", "age_s": 864000 },
      { "name": "demo-back-2", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "PATCH", "path": "*demo-front*", "times": 1, "delay_ms": 30000, "status": 503 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { front = { service = "demo-front"; }; back = { service = "demo-back"; }; };
probes = { health = { http = { service = "back"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate verify
await PATCH * 2
signal KILL
finish
rungate verify
expect exit 5
expect output contains the candidate demo-back-2 serves nothing
expect output contains to finish the rollback that began at
expect evidence next.size() == 1
expect requests PATCH * 2
rungate resume
expect exit 0
expect traffic demo-front demo-front-1=100
expect traffic demo-back demo-back-1=100
rungate resume
expect output contains nothing to resume
