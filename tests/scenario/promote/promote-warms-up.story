# Each step of a promotion begins a new warm-up. A candidate that was created an hour ago warms up with its first
# traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 3600, "app": { "/health": { "sequence": [ {}, {}, { "status": 503 }, { "status": 503 }, { "status": 503 }, { "status": 503 }, { "status": 503 }, {} ] } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; identity = "has(json.revision) ? json.revision : ''"; }; }; };
gate = { warmup = "20s"; interval = "100ms"; passes = 2; failures = 3; deadline = "30s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate promote demo-backend --steps 100 --step-time 0s
expect exit 0
expect evidence rounds.filter(r, r.outcomes.health == 'fail').size() == 5
expect evidence rounds.filter(r, r.outcomes.health == 'fail').all(r, has(r.warming))
expect traffic demo-backend demo-backend-00042-xyz=100
