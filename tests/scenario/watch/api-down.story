# The API refuses the credentials for a while during the bake. The bake waits and goes on; nothing is rolled back.
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
background rungate watch --bake 2s
await GET /health 4
cloud apply [ { "faults": [ { "path": "/v2/*", "status": 401, "times": 6 } ] } ]
finish
expect exit 0
expect evidence verdict == 'passed' && rounds.exists(r, !r.cleanServices)
expect requests PATCH * 0
rungate audit
expect exit 0
