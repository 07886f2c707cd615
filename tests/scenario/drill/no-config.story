# Without a config, dependencies and probe are discovered as for verify.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
sh rm rungate.cfg
rungate drill demo-backend --project demo --region us-central1
expect exit 0
expect evidence drill[0].service == 'demo_backend' && drill[0].outcome == 'fit' && size(drill[0].probes) == 1
expect desired demo-backend LATEST=100
