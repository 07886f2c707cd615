# The log names no service. The filter alone selects entries, from the creation of the release's first candidate on.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "logs": [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "before the release", "age_s": 500, "count": 40 },
    { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "since", "age_s": 30, "count": 3 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
logs = { all = { filter = "severity>=ERROR -- of everything"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "few"; severity = "critical"; expression = "logs.all.count == 3"; } );
== run
rungate verify
expect exit 0
