# The candidate was created an hour ago and got its traffic just now, so it is warming up. The service tells when its
# routes changed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 3600, "app": { "/health": { "sequence": [ { "status": 503 }, { "status": 503 }, { "status": 503 }, { "status": 503 }, { "status": 503 }, {} ] } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "20s"; interval = "100ms"; passes = 2; failures = 3; deadline = "30s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== run
cloud apply [ { "service": "demo-backend", "traffic": [ { "latest": true, "percent": 100 } ] } ]
sh sleep 2
rungate verify demo-backend
expect exit 0
expect evidence rounds.filter(r, r.outcomes.health == 'fail').size() == 5
expect requests PATCH * 0
