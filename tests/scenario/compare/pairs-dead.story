# The candidate has half of the users and dies while it is judged. The probe is sent to both revisions at their tag URLs;
# the pairs prove that the candidate is worse, and traffic goes back. No rule of the policy looks at the probe itself.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600, "app": { "/health": { "sequence": [ {}, {}, {}, {}, { "status": 503 } ] } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 50, "tag": "stable" }, { "revision": "demo-backend-00042-xyz", "percent": 50, "tag": "candidate" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; at = "candidate"; timeout = "1s"; every = "1h"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "20ms"; passes = 100; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate lint
expect output lacks no rule reads
expect exit 0
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
expect output lacks judged by no rule
expect evidence facts.comparisons.backend_health.worse && facts.comparisons.backend_health.of == 'probes' && facts.comparisons.backend_health.baseline.bad == 0
expect evidence facts.comparisons.backend_health.candidate.bad >= 12 && facts.comparisons.backend_health.candidate.bad <= 20
expect evidence rules.exists(r, r.id == 'not-worse' && r.key == 'backend_health' && r.outcome == 'fail' && r.message.contains(' probes failed '))
expect output contains by chance in fewer than 1 of 1,000 releases
expect requests PATCH * 1
rungate replay
expect exit 0
rungate audit --verbose
expect exit 0
expect output contains 1 computed again from the recorded minutes: the same
