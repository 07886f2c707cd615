# The watch is killed, and verify rolls the release back. The next watch does not take that for a change by somebody
# else.
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
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate watch --bake 1m
await GET /health 6
signal KILL
finish
cloud apply [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } ]
rungate verify
expect exit 1
rungate watch --bake 1m
expect exit 3
expect output contains already rolled back
expect output lacks changed meanwhile
expect evidence verdict == 'failed' && action == 'not_moved' && services.all(s, !services[s].condemned)
expect requests PATCH * 1
rungate audit
expect exit 0
