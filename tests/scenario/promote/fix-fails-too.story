# The fix fails too, at its tag URL and without traffic. The service that was rolled back with the first candidate is
# still not blamed.
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
cloud apply [ { "service": "demo-b", "deploy": { "name": "demo-b-00003-fix", "app": { "/health": { "status": 500 } } } } ]
cloud apply [ { "service": "demo-b", "traffic": [ { "revision": "demo-b-00001-abc", "percent": 100 }, { "revision": "demo-b-00003-fix", "tag": "fix" } ] } ]
rungate verify
expect exit 3
expect evidence verdict == 'failed' && services.b.condemned && !services.a.condemned && reason.contains('the candidate has no traffic')
rungate verify
expect exit 3
expect evidence reason.contains('already rolled back: b: demo-b-00003-fix')
rungate promote b --steps 100
expect exit 3
expect evidence reason.contains('demo-b-00003-fix failed its last verdict')
expect output contains rungate promote b --candidate b=demo-b-00003-fix --force
expect requests PATCH * 2
