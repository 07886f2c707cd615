# Candidate and baseline fail together for a while: a shared outage. The probe fails in many rounds in a row, and nobody
# is condemned, neither by the pairs nor by the rule of the probe; afterwards the release passes.
== cloud
{ "project": "demo", "region": "us-central1",
  "faults": [ { "app": true, "path": "/health", "from": 40, "times": 120, "status": 503 } ],
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50, "tag": "stable" }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison", "policy.cfg" ];
gate = { warmup = "0s"; interval = "20ms"; passes = 20; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "healthy"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate verify
expect exit 0
expect requests PATCH * 0
expect evidence rounds.filter(r, r.outcomes.healthy == 'fail').size() >= 10
expect evidence !facts.comparisons.backend_health.worse && facts.comparisons.backend_health.candidate.bad >= 10 && facts.comparisons.backend_health.baseline.bad >= 10
