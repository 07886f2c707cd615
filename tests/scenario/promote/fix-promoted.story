# Two services are rolled back because one failed. The candidate of the other does not count as failed. promote releases
# the fix in steps.
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
expect traffic demo-a demo-a-00001-abc=100
expect traffic demo-b demo-b-00001-abc=100
expect evidence services.b.condemned && !services.a.condemned && services.a.wentBackWith == ['b'] && !has(services.b.wentBackWith)
expect evidence next.size() == 5 && next[1] == 'rungate promote a b' && next[3].contains('demo-a --to-latest') && next[4].contains('demo-b --to-latest')
rungate status
expect output contains demo-a-00002-xyz (went back with b), 0 % of the traffic
expect output contains demo-b-00002-xyz (failed its last verdict), 0 % of the traffic
rungate verify
expect exit 3
expect evidence reason == 'already rolled back: b: demo-b-00002-xyz failed before, and serves nothing' && services.all(s, !services[s].condemned)
expect output contains rungate promote b
cloud apply [ { "service": "demo-b", "deploy": { "name": "demo-b-00003-fix" } } ]
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && reason.contains('b: the candidate demo-b-00003-fix serves nothing') && services.all(s, !services[s].condemned)
expect evidence !services.a.released && said.exists(s, s.contains('a stays at its baseline') && s.contains('demo-a-00002-xyz went back with b'))
expect output contains       rungate promote b
expect output lacks --to-latest
rungate verify b
expect exit 5
expect evidence !services.b.condemned
rungate promote b --steps 50,100 --step-time 100ms
expect exit 0
expect traffic demo-b demo-b-00003-fix=100
expect traffic demo-a demo-a-00001-abc=100
rungate verify
expect exit 0
expect evidence services.b.candidate == 'demo-b-00003-fix' && services.b.released && !services.a.released
expect output contains to release it: rungate promote a
rungate verify a
expect exit 5
expect evidence reason.contains('demo-a-00002-xyz serves nothing')
rungate promote a --steps 100 --step-time 100ms
expect exit 0
expect traffic demo-a demo-a-00002-xyz=100
rungate verify
expect exit 0
expect evidence services.a.released && services.b.released
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
