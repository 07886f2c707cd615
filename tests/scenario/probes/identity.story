# Two revisions share the traffic. `identity` tells which one answered, and only the candidate is judged.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 20 }, { "revision": "demo-backend-00042-xyz", "percent": 80 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; identity = "headers['x-revision']"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence verdict == 'passed' && action == 'none'
expect requests PATCH * 0
