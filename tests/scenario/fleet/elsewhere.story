# A verdict that another machine recorded in a bucket: a fleet that names this state knows which revision failed.
== cloud
{ "project": "demo", "region": "us-central1", "buckets": { "acme-state": {} },
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "healthy"; severity = "critical"; expression = "probes.health.status == 200"; } );
== file fleet.cfg
projects = [ "demo" ];
regions = [ "us-central1" ];
state = "gs://acme-state/rungate";
== file alone.cfg
projects = [ "demo" ];
regions = [ "us-central1" ];
== run
rungate check
expect exit 3
sh rm -rf .rungate
rungate check --fleet fleet.cfg
expect exit 3
expect output contains demo-backend-00042-xyz failed its last verdict and has traffic
sh rm -rf .rungate
rungate check --fleet alone.cfg --state gs://acme-state/rungate
expect exit 3
expect output contains demo-backend-00042-xyz failed its last verdict and has traffic
sh rm -rf .rungate
rungate check --fleet alone.cfg
expect exit 0
cloud apply [ { "faults": [ { "path": "/storage/*", "status": 403 } ] } ]
rungate check --fleet fleet.cfg
expect exit 5
expect output lacks nothing is wrong
