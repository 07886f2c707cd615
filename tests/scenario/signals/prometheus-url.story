# A self-hosted Prometheus is queried by its URL, without Google credentials.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] }, 
    "demo-prom": { "revisions": [ { "name": "demo-prom-00001-abc", "age_s": 864000, "app": { "/api/v1/query": { "body": { "status": "success",
      "data": { "resultType": "vector", "result": [ { "metric": {}, "value": [ 1780000000.25, "3" ] } ] } } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { queue = { service = "backend"; url = "@URI:demo-prom@"; promql = "sum(queue_length{service=\"{{service}}\"})"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "queue-short"; severity = "critical"; expression = "metrics.queue.value < 10"; } );
== run
rungate verify
expect exit 0
expect evidence facts.metrics.queue.value == 3 && facts.metrics.queue.query == 'sum(queue_length{service="demo-backend"})'
expect requests POST /api/v1/query >= 1
expect requests POST */prometheus/* 0
