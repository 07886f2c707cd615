# The evaluation of a rule's message fails. The output shows the expression with its values instead.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "state": "FAILED" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
policies = [ "p.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file p.cfg
rules = ( { id = "db"; severity = "critical"; expression = "sql.main.state == 'RUNNABLE'"; message = "sql.main.flags.nothing"; } );
== run
rungate check
expect exit 3
expect evidence rules[0].message == "sql.main.state == 'RUNNABLE' is false (sql.main.state = \"FAILED\")"
