# The process is killed while the release fails. The next one goes on with the row of failures.
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
background rungate watch --bake 1m --set gate.failures=60
await GET /health 2
cloud apply [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } ]
await GET /health 20
signal KILL
finish
rungate watch --bake 1m --set gate.failures=4
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && size(rounds) == 1 && watch.failedRows['probe-ok[health]'] >= 3
expect traffic demo-backend demo-backend-00041-abc=100
rungate audit
expect exit 0
