# The snapshot has a split: each of its parts is drilled.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": {
    "revisions": [ { "name": "demo-backend-00040-old", "age_s": 964000 }, { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00040-old", "percent": 30 }, { "revision": "demo-backend-00041-abc", "percent": 70 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" }, "traffic": [ { "latest": true, "percent": 100 } ] } ]
sh sleep 0.3
rungate drill
expect exit 0
expect evidence size(drill) == 2 && drill.all(d, d.outcome == 'fit' && d.source == 'snapshot')
expect desired demo-backend LATEST=100
