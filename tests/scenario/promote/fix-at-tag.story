# After a rollback, the fix is deployed with a tag. verify judges it at its tag URL. The service that was rolled back
# with it still serves its baseline.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-a": { "revisions": [ { "name": "demo-a-00001-abc", "age_s": 800000 }, { "name": "demo-a-00002-xyz", "age_s": 110 } ] },
    "demo-b": { "revisions": [ { "name": "demo-b-00001-abc", "age_s": 900000 }, { "name": "demo-b-00002-xyz", "age_s": 100, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { a = { service = "demo-a"; }; b = { service = "demo-b"; }; };
probes = { a_health = { http = { service = "a"; path = "/health"; timeout = "1s"; }; }; b_health = { http = { service = "b"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
cloud apply [ { "service": "demo-b", "deploy": { "name": "demo-b-00003-fix" } } ]
cloud apply [ { "service": "demo-b", "traffic": [ { "revision": "demo-b-00001-abc", "percent": 100 }, { "revision": "demo-b-00003-fix", "tag": "fix" } ] } ]
rungate verify
expect exit 0
expect evidence verdict == 'passed' && services.b.candidate == 'demo-b-00003-fix' && services.b.released && !services.a.released
expect evidence said.exists(s, s.contains('demo-b-00003-fix was judged at its tag URL and has 0 % of the traffic'))
expect output contains rungate promote b
rungate status --json
expect output contains "candidatePassed": true
rungate status
expect output contains demo-a-00002-xyz (went back with b)
rungate promote --steps 100 --step-time 100ms
expect exit 0
expect traffic demo-b demo-b-00003-fix=100
expect traffic demo-a demo-a-00001-abc=100
