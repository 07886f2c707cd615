# Cloud SQL never answers and the service is healthy. Rules that read Cloud SQL are unknown at the deadline. No traffic
# is moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "sql": { "demo-db": { "state": "RUNNABLE" } },
  "redis": { "demo-cache": { "state": "READY" } },
  "connectors": { "demo-vpc": { "state": "READY" } },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": {} } ] } },
  "faults": [ { "path": "*/projects/demo/instances/*", "delay_ms": 60000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect requests PATCH * 0
expect evidence decidedBy == 'deadline' && rules.exists(x, x.key == 'main' && x.outcome == 'unknown')
expect evidence rules.exists(x, x.key == 'health' && x.outcome == 'pass') && rules.exists(x, x.key == 'cache' && x.outcome == 'pass')
