# A promotion waits for the comparison, as is the default, and stops at the step at which it has no answer before the
# deadline.
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
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "3s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
include = [ "builtin:endpoints" ];
rules = ( { id = "shown-fine"; severity = "error"; each = "comparisons"; needs = "it.known"; expression = "it.fine"; } );
== run
rungate promote backend --steps 20,100 --step-time 100ms
expect exit 4
expect evidence action == 'stopped' && reason.contains('stopped at 20 %') && reason.contains('shown-fine')
expect requests PATCH * 1
