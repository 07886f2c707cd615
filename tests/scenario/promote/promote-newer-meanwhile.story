# promote: a newer revision is deployed during the change that returns to LATEST. Users do not follow it before it was
# judged.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } },
  "faults": [ { "method": "PATCH", "path": "*demo-backend*", "from": 2, "times": 1, "apply": [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new", "app": { "/health": { "status": 503 } } } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate promote --steps 100 --step-time 200ms
expect exit 3
expect desired demo-backend demo-backend-00042-xyz=100
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
