# A failed rule reads a database that both revisions use. It fails in the same way for the baseline, and the cause is
# named.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "state": "MAINTENANCE" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "own.cfg" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
sql = { main = { instance = "demo-db"; every = "50ms"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; differential = "decide"; patience = "1s"; };
== file own.cfg
rules = ( { id = "db"; severity = "critical"; each = "sql"; expression = "it.state == 'RUNNABLE'"; } );
== run
rungate verify
expect exit 3
expect evidence reason.contains('Cloud SQL main is in state MAINTENANCE') && action == 'not_moved'
expect requests PATCH * 0
