# A revision failed its verdict, and nobody moved the traffic away from it: the worst harm of a fleet.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "healthy"; severity = "critical"; expression = "probes.health.status == 200"; } );
== file fleet.cfg
version = 1;
projects = [ "demo" ];
regions = [ "us-central1" ];
== run
rungate check
expect exit 3
rungate check --fleet fleet.cfg
expect exit 3
expect output contains serves a failed revision
expect output contains demo-backend-00042-xyz failed its last verdict and has traffic
expect requests PATCH * 0
# for Cloud Logging, each harm is an entry, and the result is one
rungate check --fleet fleet.cfg --log json
expect exit 3
expect output contains "severity":"ERROR"
expect output contains "event":"harm"
expect output contains "event":"result"
