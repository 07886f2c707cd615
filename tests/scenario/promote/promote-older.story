# promote of the oldest revision: it fails with its first traffic, and the previous split is restored.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "status": 503 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 8640 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate promote backend --candidate backend=demo-backend-00041-abc --steps 100 --step-time 200ms
expect exit 1
expect desired demo-backend demo-backend-00042-xyz=100
