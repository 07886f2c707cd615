# The metric of the connector is denied. Whether the connector is full is unknown; its state is known.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "connectors": { "demo-vpc": {} },
  "faults": [ { "method": "GET", "path": "*/timeSeries", "status": 403 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
metrics = { vpc_instances = { connector = "vpc"; metric = "instances"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "connector-room"; severity = "critical"; each = "connectors"; expression = "!it.atMaxInstances"; },
  { id = "connector-ready"; severity = "critical"; each = "connectors"; expression = "it.state == 'READY'"; } );
== run
rungate verify
expect exit 5
expect evidence rules.exists(r, r.id == 'connector-room' && r.outcome == 'unknown') && rules.exists(r, r.id == 'connector-ready' && r.outcome == 'pass')
