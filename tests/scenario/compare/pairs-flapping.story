# Every second answer of the candidate fails: never three rounds in a row, so the rule of the probe does not condemn. The
# pairs do.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600, "app": { "/health": { "every": 2, "status": 503 } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50, "tag": "stable" }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "20ms"; passes = 100; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; differential = "off"; };
== run
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
expect evidence facts.comparisons.backend_health.worse && facts.comparisons.backend_health.candidate.ratio > 0.3 && facts.comparisons.backend_health.candidate.ratio < 0.7
