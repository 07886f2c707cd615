# The owner stopped the Cloud SQL instance. Its state is RUNNABLE, but it does not serve.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "settings": { "activationPolicy": "NEVER" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
sql = { main = { instance = "demo-db"; every = "50ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence verdict == 'failed' && action == 'not_moved' && rules.exists(r, r.id == 'sql-not-stopped' && r.outcome == 'fail' && r.message.contains('activation-policy=ALWAYS'))
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 0
