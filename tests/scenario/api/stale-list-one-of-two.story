# One service fails while the newest revision of the other is not listed yet. The verdict waits for it, and both
# services are rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ],
      "lists_lack": [ { "revision": "demo-auth-00018-xyz" } ] } },
  "faults": [ { "method": "GET", "path": "*/revisions/demo-auth-00018-xyz", "times": 2, "status": 404 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { backend_health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth_health = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 1; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.auth.move == 'done' && services.backend.move == 'done' && services.auth.candidate == 'demo-auth-00018-xyz'
expect traffic demo-auth demo-auth-00017-abc=100
expect traffic demo-backend demo-backend-00041-abc=100
