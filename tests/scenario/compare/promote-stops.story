# A promotion with on_unknown = "stop" for one comparison: it stops at the step at which that has no answer after
# compare.patience, long before the deadline, and stays there.
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
comparisons = { backend_errors = { service = "backend"; of = "errors"; on_unknown = "stop"; };
                backend_slow   = { service = "backend"; of = "latency"; }; };
compare = { on_unknown = "grow"; patience = "300ms"; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "40s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
include = [ "builtin:endpoints" ];
rules = ( { id = "shown-fine"; severity = "error"; each = "comparisons"; needs = "it.known"; expression = "it.fine"; } );
== run
rungate promote backend --steps 20,100 --step-time 100ms
expect exit 4
expect evidence action == 'stopped' && reason.contains('stopped at 20 %: comparisons.backend_errors is not known after compare.patience (300ms)')
expect traffic demo-backend demo-backend-00041-abc=80,demo-backend-00042-xyz=20
expect requests PATCH * 1
expect output contains to continue: rungate promote
rungate lint --set compare.patience=1m
expect exit 2
expect output contains compare.patience must be shorter than gate.deadline
