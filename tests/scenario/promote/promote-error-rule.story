# promote: an error rule fails while the candidate has a part of the traffic. The promotion stops there. The exit code
# is not 3, because traffic was changed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
      "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } },
  "sql": { "demo-db": { } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; every = "10ms"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
policies = [ "policy.cfg" ];
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; expression = "probes.health.ok"; },
          { id = "sql"; severity = "error"; expression = "sql.main.state == 'RUNNABLE'"; } );
== run
background rungate promote backend --steps 20,100 --step-time 3s
await PATCH * 1
sh sleep 0.8
cloud apply [ { "sql": { "demo-db": { "state": "MAINTENANCE" } } } ]
finish
expect exit 4
expect evidence action == 'stopped'
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
