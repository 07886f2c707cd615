# The Redis host is not in Memorystore, and no Memorystore API is enabled. No rule needs the API, so the release passes.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "REDIS_URL", "value": "rediss://cache.example.com:6379" } ] } ] } } ] } },
  "faults": [ { "method": "GET", "path": "/memorystore/*", "status": 403 }, { "method": "GET", "path": "*/clusters", "status": 403 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect requests GET /memorystore/*/instances 1
rungate check demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms
expect exit 0
