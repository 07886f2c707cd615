# One revision of the previous split needs a destroyed secret version. The split is not restored, and the other revision
# gets all traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "1" } } } ] } ] } },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00040-old", "percent": 30 } ] } },
  "secrets": { "db-pass": { "versions": { "1": "DESTROYED" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } }, "traffic": [ { "latest": true, "percent": 100 } ] } ]
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('demo-backend-00040-old is not used as the target: its secret db-pass, version 1 is DESTROYED'))
expect traffic demo-backend demo-backend-00041-abc=100
