# The revision with 30 % of the previous split has a tag URL and fails. It is not used as a target, and all traffic goes
# to the healthy one.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "app": { "/health": { "status": 500 } } },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00040-old", "percent": 30 },
      { "revision": "demo-backend-00041-abc", "tag": "most" }, { "revision": "demo-backend-00040-old", "tag": "rest" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; patience = "1s"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } }, "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00041-abc", "tag": "most" }, { "revision": "demo-backend-00040-old", "tag": "rest" } ] } ]
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('demo-backend-00040-old is not used as the target: probe health at its tag URL: answered 500'))
expect evidence services.backend.baseline == 'demo-backend-00041-abc' && services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
