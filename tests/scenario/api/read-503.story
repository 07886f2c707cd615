# Two of three services can be read when the rollback begins and are rolled back immediately. The third is rolled back
# when its reads succeed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100 } ] },
    "demo-front": { "revisions": [ { "name": "demo-front-00001-abc", "age_s": 800000 }, { "name": "demo-front-00002-xyz", "age_s": 100 } ] } },
  "faults": [ { "app": true, "path": "/health", "from": 3, "times": 1, "apply": [ { "faults": [ { "method": "GET", "path": "*/services/demo-auth", "times": 11, "status": 503 } ] } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; front = { service = "demo-front"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "50s"; };
== run
rungate verify
expect exit 1
expect evidence action == 'rolled_back' && services.all(s, services[s].move == 'done')
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00001-abc=100
expect traffic demo-front demo-front-00001-abc=100
expect requests PATCH * 3
