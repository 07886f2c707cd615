# There are more entries than the limit. The limit is reported, and five entries are enough for the rule.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "logs": [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "again", "age_s": 60, "count": 500 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; limit = 20; every = "50ms"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "few-errors"; severity = "critical"; expression = "logs.errors.count < 5"; } );
== run
rungate verify
expect exit 1
expect evidence facts.logs.errors.count == 20 && facts.logs.errors.truncated
