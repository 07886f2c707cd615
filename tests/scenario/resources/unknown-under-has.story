# An API denies access. has() is unknown, and the rule is not skipped.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": {} }, "faults": [ { "method": "GET", "path": "/v1/projects/demo/instances/*", "status": 403 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
sql = { main = { instance = "demo-db"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; },
  { id = "guarded"; severity = "critical"; when = "has(sql.main)"; expression = "sql.main.state == 'RUNNABLE'"; } );
== run
rungate verify
expect exit 5
expect evidence rules.exists(r, r.id == 'guarded' && r.outcome == 'unknown')
expect requests PATCH * 0
