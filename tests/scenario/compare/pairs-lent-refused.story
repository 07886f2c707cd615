# The tags could not be set: the comparison is unknown, which is said with the reason; judging goes on.
== cloud
{ "project": "demo", "region": "us-central1",
  "faults": [ { "method": "PATCH", "path": "*", "status": 400, "message": "the service is locked" } ],
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; };
== run
rungate verify
expect exit 5
expect output contains the tag rungate-try could not be set: 
expect output contains the service is locked
expect output contains has no tag URL to which the probe health could be sent
expect evidence rounds.size() > 3
