# promote: a service whose candidate has all traffic fails before the other candidate has any.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ],
      "traffic": [ { "revision": "demo-auth-00017-abc", "percent": 100 }, { "revision": "demo-auth-00018-xyz", "tag": "next" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate promote --steps 20,100 --step-time 100ms
expect exit 1
expect desired demo-backend demo-backend-00041-abc=100
expect desired demo-auth demo-auth-00017-abc=100,demo-auth-00018-xyz=0#next
