# snapshot: a service that never served traffic has no split to return to. The others are still recorded.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] },
    "demo-new": { "revisions": [ { "name": "demo-new-00001-abc", "age_s": 60, "ready": false, "message": "no image" } ], "effective": [] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; new = { service = "demo-new"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate verify backend
expect exit 0
expect evidence services.backend.baselineSource == 'snapshot'
expect exit 0
expect output lacks passed over
