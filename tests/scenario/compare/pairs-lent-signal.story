# A signal while the tags are lent: the run ends at once, with the tags taken away.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "reconcile_ms": 700, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 1000; failures = 3; deadline = "30s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; };
== run
background rungate verify
await PATCH * 1
signal TERM
finish
expect exit 143
expect desired demo-backend LATEST=100
expect evidence verdict == 'interrupted'
