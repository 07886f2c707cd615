# The evidence is from a version that did not record which services failed. The config tells which service the failed
# probe belongs to; a failed probe of unknown services blames none.
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
rungate verify
expect exit 3
sh sed -i 's/"condemned":[a-z]*,//g; s/,"wentBackWith":[^]]*]//g; s/"candidatePercent":[0-9]*,//g' .rungate/evidence/2*.json && ! grep -q '"condemned":\(true\|false\)\|wentBackWith\|candidatePercent' .rungate/evidence/2*.json
rungate status
expect output contains demo-a-00002-xyz (was moved back before), 0 % of the traffic
expect output contains demo-b-00002-xyz (failed its last verdict), 0 % of the traffic
cloud apply [ { "service": "demo-b", "deploy": { "name": "demo-b-00003-fix" } } ]
rungate verify
expect exit 5
expect evidence reason.contains('b: the candidate demo-b-00003-fix serves nothing') && !services.a.released
rungate promote b --steps 100 --step-time 100ms
expect exit 0
