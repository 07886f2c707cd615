# A newer release takes the traffic during the bake. That ends it, and is no failure.
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
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new" } } ]
finish
expect exit 0
expect evidence command == 'watch' && verdict == 'inconclusive' && action == 'superseded' && exitCode == 0
expect evidence reason.contains('superseded by a newer release')
expect output contains SUPERSEDED
expect requests PATCH * 0
rungate audit
expect exit 0
