# A policy includes files that cannot be included. This is an error in the policy, and no call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
policies = [ "main.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file main.cfg
include = [ "builtin:endpoint" ];
== file up.cfg
include = [ "../main.cfg" ];
== file gone.cfg
include = [ "not-there.cfg" ];
== file empty.cfg
include = [ "empty.cfg" ];
== file circle.cfg
include = [ "other.cfg" ];
== file other.cfg
include = [ "circle.cfg" ]; rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate verify
expect exit 2
expect output contains main.cfg: include: policy builtin:endpoint does not exist; did you mean "builtin:endpoints"?
rungate verify --policy up.cfg
expect exit 2
expect output contains up.cfg: include "../main.cfg": the file must be below the folder of this policy
rungate verify --policy gone.cfg
expect exit 2
expect output contains gone.cfg: include
expect output contains not-there.cfg
rungate verify --policy empty.cfg
expect exit 2
expect output contains the policies contain no rule
rungate verify --policy circle.cfg
expect exit 0
