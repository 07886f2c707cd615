# A rule misspells a field of a fact with a known shape. lint and verify report it with a caret before any call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok && probes.health.statsu == 200"; } );
== file each.cfg
rules = ( { id = "ready"; severity = "critical"; each = "services"; when = "it.released";
            expression = "it.candidate.minInstnces > 0"; } );
== run
rungate lint
expect exit 2
expect output contains rule up: policy.cfg:1:35: probes.health has no "statsu"; did you mean "status"?
expect output contains                                     ^
rungate verify
expect exit 2
expect output contains did you mean "status"?
rungate verify --policy each.cfg
expect exit 2
expect output contains it.candidate has no "minInstnces"; did you mean "minInstances"?
expect no requests
