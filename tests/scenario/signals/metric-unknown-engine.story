# The metric for connections depends on the database engine. The engine is unknown, so the metric is unknown.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": {} },
  "faults": [ { "method": "GET", "path": "/v1/projects/demo/instances/*", "status": 403 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
metrics = { connections = { sql = "main"; metric = "connections"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "room"; severity = "critical"; expression = "metrics.connections.value < 80"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
expect requests GET */timeSeries 0
rungate facts --set gate.deadline=20s
expect output contains databaseVersion
