# --candidate names a revision with a part of the traffic, and a newer one has the rest. When the candidate fails, the
# newer one keeps its traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1200, "app": { "/health": { "status": 503 } } },
      { "name": "demo-backend-00043-new", "age_s": 120 } ],
    "traffic": [ { "revision": "demo-backend-00042-xyz", "percent": 10, "tag": "slow" }, { "revision": "demo-backend-00043-new", "percent": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify --candidate backend=demo-backend-00042-xyz
expect exit 3
expect requests PATCH * 0
rungate audit
expect exit 0
