# The local clock is one hour ahead of Google's clock. A snapshot taken before the deploy still counts as taken before
# it.
== cloud
{ "project": "demo", "region": "us-central1", "identity": { "skew_s": -3600 },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00040-old", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "30m"; };
== run
rungate snapshot
expect exit 0
sh sleep 1
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } }, { "service": "demo-backend", "traffic": [ { "latest": true, "percent": 100 } ] } ]
rungate verify
expect exit 1
expect evidence services.backend.baselineSource == 'snapshot' && facts.services.backend.candidate.ageSeconds < 60
expect traffic demo-backend demo-backend-00040-old=100
