# The baseline has no tag URL to compare with. Rounds keep their interval.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": {} } } ],
    "traffic": [ { "latest": true, "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "500ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "3s"; deadline = "5s"; differential = "off"; };
policies = [ "p.cfg" ];
== file p.cfg
rules = ( { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
sh sleep 0.3
rungate verify demo-backend
expect exit 1
expect evidence size(rounds) == 3 && rounds.all(r, !has(r.hurried))
expect evidence timestamp(rounds[2].at) - timestamp(rounds[0].at) >= duration('900ms')
