# Entries of severity ERROR exist since the candidate was created. The release is not approved, and the output has one
# of them.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "logs": [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "database is gone", "age_s": 30, "count": 6 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; every = "100ms"; }; };
policies = [ "builtin:cloud-run", "builtin:observability" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence rules.exists(r, r.id == 'logged-errors-few' && r.outcome == 'fail' && r.message.contains('6 entries, the newest: database is gone'))
