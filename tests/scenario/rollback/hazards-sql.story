# A database flag was changed since the target was approved. The output says before the move that a rollback does not
# restore it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } },
  "sql": { "demo-db": { "settings": { "databaseFlags": [ { "name": "max_connections", "value": "400" }, { "name": "log_lock_waits", "value": "on" } ] } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
cloud apply [ { "sql": { "demo-db": { "settings": { "databaseFlags": [ { "name": "max_connections", "value": "100" }, { "name": "work_mem", "value": "4096" } ] } } } }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect evidence said.exists(s, s.startsWith('Cloud SQL demo-db: flags have changed since demo-backend-00041-abc was approved') && s.contains('log_lock_waits on -> not set') && s.contains('max_connections 400 -> 100') && s.contains('work_mem not set -> 4096'))
