# Cloud SQL, Redis, VPC Access and Secret Manager never answer. The service is still probed and judged. It fails and is
# rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "sql": { "demo-db": { "state": "RUNNABLE" } },
  "redis": { "demo-cache": { "state": "READY" } },
  "connectors": { "demo-vpc": { "state": "READY" } },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "path": "*/v1/*", "delay_ms": 60000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence decidedBy == 'rounds' && rounds.size() == 3
expect traffic demo-backend demo-backend-00041-abc=100
