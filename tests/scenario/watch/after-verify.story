# verify --bake is verify and, after a pass, watch. Each writes its evidence; the exit code is that of the last.
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
background rungate verify --bake 1m
await GET /health 8
cloud apply [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } ]
finish
expect exit 1
expect evidence command == 'watch' && verdict == 'failed' && action == 'rolled_back'
expect traffic demo-backend demo-backend-00041-abc=100
rungate verify --bake 1m
expect exit 3
expect evidence command == 'verify'
