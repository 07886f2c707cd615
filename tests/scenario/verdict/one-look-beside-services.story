# A rule over a service and a database fails with one observation of the database. The service is read every round, but
# that adds no failure.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "state": "MAINTENANCE" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
sql = { main = { instance = "demo-db"; every = "2s"; }; };
policies = [ "p.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
== file p.cfg
rules = ( { id = "database"; severity = "critical"; when = "services.backend.released";
            expression = "services.backend.ready && sql.main.state == 'RUNNABLE'"; } );
== run
background rungate verify
await GET *instances/demo-db 1
cloud apply [ { "sql": { "demo-db": { "state": "RUNNABLE" } } } ]
finish
expect exit 0
expect evidence rounds[0].outcomes.database == 'fail' && rounds[5].outcomes.database == 'fail'
expect requests PATCH * 0
