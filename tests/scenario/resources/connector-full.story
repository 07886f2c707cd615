# The connector has its maximum number of instances.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "connectors": { "demo-vpc": { "maxInstances": 3 } },
  "metrics": [ { "type": "vpcaccess.googleapis.com/connector/instances", "resource": { "connector_name": "demo-vpc" }, "value": 3 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
connectors = { vpc = { connector = "demo-vpc"; every = "50ms"; }; };
metrics = { vpc_instances = { connector = "vpc"; metric = "instances"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "connector-room"; severity = "critical"; each = "connectors"; expression = "!it.atMaxInstances"; } );
== run
rungate verify
expect exit 1
expect evidence facts.connectors.vpc.atMaxInstances && facts.metrics.vpc_instances.ratio == 1.0
