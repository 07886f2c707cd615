# A part of the snapshot's split cannot be started any more: the whole target is passed over, and the newest older
# revision that is fit gets the traffic. The dead part is tried no second time.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "dead": "Container import failed." },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00040-old", "percent": 10 }, { "revision": "demo-backend-00041-abc", "percent": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } }, { "service": "demo-backend", "traffic": [ { "latest": true, "percent": 100 } ] } ]
sh sleep 0.3
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('demo-backend-00040-old is passed over: Cloud Run cannot serve it'))
expect traffic demo-backend demo-backend-00041-abc=100
expect requests PATCH * 2
