# The baseline has a tag URL and answers well while the candidate fails. The next rounds follow immediately.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": {} } } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00041-abc", "tag": "old" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "10s"; passes = 2; failures = 3; deadline = "50s"; };
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
expect evidence size(rounds) == 3 && !has(rounds[0].hurried) && rounds[1].hurried && rounds[2].hurried
expect evidence timestamp(rounds[2].at) - timestamp(rounds[0].at) < duration('9s')
expect evidence rounds.all(r, !has(r.stale))
rungate audit
expect exit 0
