# Connections of MySQL are counted by another metric than those of PostgreSQL. The limit is known only if the flag is
# set.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "databaseVersion": "MYSQL_8_0", "settings": { "databaseFlags": [ ] } } },
  "metrics": [ { "type": "cloudsql.googleapis.com/database/network/connections", "resource": { "database_id": "demo:demo-db" }, "value": 12 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
sql = { main = { instance = "demo-db"; }; };
metrics = { connections = { sql = "main"; metric = "connections"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "room"; severity = "critical"; expression = "metrics.connections.value < 80"; } );
== run
rungate verify
expect exit 0
expect evidence facts.metrics.connections.value == 12 && !has(facts.metrics.connections.limit) && !has(facts.sql.main.maxConnections)
