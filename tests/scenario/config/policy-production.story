# The production policy: conditions that the staging policy tolerates are warnings. A database without backups is not
# approved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "settings": { "activationPolicy": "ALWAYS", "backupConfiguration": { "enabled": false } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
sql = { main = { instance = "demo-db"; every = "100ms"; }; };
policies = [ "builtin:production" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence rules.exists(r, r.id == 'sql-backed-up' && r.outcome == 'fail') && rules.exists(r, r.id == 'instances-warm' && r.outcome == 'fail' && r.severity == 'warning')
expect evidence rules.exists(r, r.id == 'probe-ok' && r.outcome == 'pass') && rules.exists(r, r.id == 'asked-as-users-ask' && r.outcome == 'pass')
expect evidence policies.exists(p, p.name == 'builtin:production') && policies.exists(p, p.name == 'builtin:configuration')
