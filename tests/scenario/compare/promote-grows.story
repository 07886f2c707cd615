# A promotion of a service that is compared: before the candidate has users, and after the baseline has lost them,
# nothing is compared, and no step waits for it. Between, no minute is complete yet: the step goes on after its patience.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_errors = { service = "backend"; of = "errors"; }; };
compare = { on_unknown = "grow"; patience = "300ms"; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
include = [ "builtin:endpoints", "builtin:comparison" ];
rules = ( { id = "shown-fine"; severity = "error"; each = "comparisons"; needs = "it.known"; expression = "it.fine"; } );
== run
rungate promote backend --steps 20,100 --step-time 100ms
expect exit 0
expect evidence action == 'promoted'
expect traffic demo-backend demo-backend-00042-xyz=100
expect output lacks read by no rule
rungate replay
expect exit 0
rungate audit
expect exit 0
rungate audit
expect exit 0
