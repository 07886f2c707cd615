# All pages are read: two of them, after empty ones.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "empty_pages": 3,
  "logs": [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "again", "age_s": 60, "count": 1500 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; limit = 1600; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "many"; severity = "critical"; expression = "logs.errors.count == 1500 && !logs.errors.truncated"; } );
== run
rungate verify
expect exit 0
expect requests POST /v2/entries:list 5
