# A candidate without traffic fails at its tag URL. There is no traffic to move.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "traffic": [ { "revision": "demo-backend-00040-old", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved'
expect desired demo-backend demo-backend-00040-old=100,demo-backend-00042-xyz=0#next
expect requests PATCH * 0
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
