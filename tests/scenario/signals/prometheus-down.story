# Prometheus answers 503. The metric is unobserved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] }, 
    "demo-prom": { "revisions": [ { "name": "demo-prom-00001-abc", "age_s": 864000, "app": { "/api/v1/query": { "status": 503,
      "body": { "status": "error", "errorType": "unavailable", "error": "no store is reachable" } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { queue = { url = "@URI:demo-prom@/"; promql = "sum(queue_length)"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "queue-short"; severity = "critical"; expression = "metrics.queue.value < 10"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
rungate facts --set gate.deadline=20s
expect output contains no store is reachable
