# A Google metric that never had a point answers 404: no data. A custom metric type that does not exist is unknown.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "connectors": { "demo-vpc": {} },
  "faults": [ { "method": "GET", "path": "*/timeSeries", "status": 404, "message": "Cannot find metric(s) that match type = \"x\"." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
metrics = { instances = { connector = "vpc"; metric = "instances"; }; own = { filter = "metric.type=\"custom.googleapis.com/x\""; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "own"; severity = "critical"; expression = "metrics.own.value < 80"; } );
== run
rungate verify
expect exit 5
expect evidence facts.metrics.instances.samples == 0 && !has(facts.metrics.instances.value) && !has(facts.connectors.vpc.atMaxInstances)
expect evidence rules[0].outcome == 'unknown'
rungate facts --set gate.deadline=20s
expect output contains Cannot find metric
