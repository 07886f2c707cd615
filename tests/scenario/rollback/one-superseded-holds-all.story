# One service of a release is superseded before traffic was moved. No service is moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] }, "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100 } ] } },
  "faults": [ { "app": true, "path": "/health", "from": 3, "times": 1, "apply": [ { "service": "demo-auth", "deploy": { "name": "demo-auth-00003-new" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'superseded' && services.backend.move == 'skipped'
expect requests PATCH * 0
