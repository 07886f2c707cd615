# Somebody moves the traffic back during the bake. That is not a newer release: exit 3.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
background rungate watch --bake 1m
await GET /health 6
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } ]
finish
expect exit 3
expect evidence action == 'superseded' && exitCode == 3 && !reason.contains('newer release')
expect requests PATCH * 0
