# rungate is killed before its change arrived, and the release is healthy now. It is judged and stays. The interrupted
# rollback is reported and closed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "delay_ms": 2000, "status": 503 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
cloud apply [ { "service": "demo-backend", "app": { "/health": { "status": 200 } } } ]
rungate check
expect exit 0
expect output contains did not finish
rungate verify
expect exit 0
expect requests PATCH * 1
expect traffic demo-backend demo-backend-00042-xyz=100
rungate resume
expect exit 0
expect output contains nothing to resume
