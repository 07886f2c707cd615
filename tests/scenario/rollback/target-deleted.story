# RB01: the revision in the snapshot was deleted. The next older Ready revision is used, and the reason is given.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
cloud apply [ { "service": "demo-backend", "remove": "demo-backend-00041-abc" } ]
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00040-old' && said.exists(s, s.contains('00041-abc does not exist any more'))
expect traffic demo-backend demo-backend-00040-old=100
