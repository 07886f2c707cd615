# RB04: a newer deploy is faster than the PATCH. The PATCH gets 409; rungate reads again and keeps the newer deploy.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "apply": [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-fix" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'superseded'
expect traffic demo-backend demo-backend-00043-fix=100
expect requests PATCH * 1
