# The secret of each possible target was destroyed, so none can start. No traffic is moved, and the output names each.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "1" } } } ] } ] } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "2" } } } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } }, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "3" } } } ] } ] } } ] } },
  "secrets": { "db-pass": { "versions": { "1": "DESTROYED", "2": "DESTROYED", "3": "ENABLED" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence reason.contains('demo-backend-00041-abc (its secret db-pass, version 2 is DESTROYED)') && reason.contains('demo-backend-00040-old (its secret db-pass, version 1 is DESTROYED)')
expect requests PATCH * 0
