# The page tokens repeat. There is no count.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "POST", "path": "/v2/entries:list", "body": "{\"nextPageToken\":\"again\"}" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "few-errors"; severity = "critical"; expression = "logs.errors.count < 5"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
expect requests PATCH * 0
rungate facts --set gate.deadline=20s
expect output contains a page token was repeated
