# Every preset metric, a filter and a query: values, samples and limits. Only complete points are read.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "commit-sha": "abc1234" } } } ] } },
  "sql": { "demo-db": {} },
  "redis": { "demo-cache": {} },
  "connectors": { "demo-vpc": {} },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 99 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "5xx" }, "value": 1 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00041-abc" }, "labels": { "response_code_class": "5xx" }, "value": 5000 },
    { "type": "run.googleapis.com/request_latencies", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "points": [ { "age_s": 150, "value": { "count": "100", "mean": 42.5,
      "bucketOptions": { "explicitBuckets": { "bounds": [ 10, 100, 1000 ] } }, "bucketCounts": [ "0", "90", "10" ] } } ] },
    { "type": "cloudsql.googleapis.com/database/postgresql/num_backends", "resource": { "database_id": "demo:demo-db" }, "labels": { "database": "app" }, "value": 30 },
    { "type": "cloudsql.googleapis.com/database/postgresql/num_backends", "resource": { "database_id": "demo:demo-db" }, "labels": { "database": "jobs" }, "points": [ { "age_s": 30, "value": 900 }, { "age_s": 200, "value": 10 } ] },
    { "type": "cloudsql.googleapis.com/database/cpu/utilization", "resource": { "database_id": "demo:demo-db" }, "value": 0.25 },
    { "type": "redis.googleapis.com/stats/memory/usage_ratio", "resource": { "instance_id": "projects/demo/locations/us-central1/instances/demo-cache", "node_id": "node-0" }, "value": 0.5 },
    { "type": "redis.googleapis.com/clients/connected", "resource": { "instance_id": "projects/demo/locations/us-central1/instances/demo-cache", "node_id": "node-0" }, "value": 7 },
    { "type": "vpcaccess.googleapis.com/connector/instances", "resource": { "connector_name": "demo-vpc" }, "value": 3 },
    { "type": "vpcaccess.googleapis.com/connector/sent_bytes_count", "resource": { "connector_name": "demo-vpc" }, "value": 6000 },
    { "type": "vpcaccess.googleapis.com/connector/received_bytes_count", "resource": { "connector_name": "demo-vpc" }, "value": 12000 } ],
  "prometheus": [ { "match": "revision_name=\"demo-backend-00042-xyz\"", "value": "0.0125" } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
metrics = {
  errors = { service = "backend"; metric = "error_ratio"; };
  requests = { service = "backend"; metric = "request_count"; };
  p95 = { service = "backend"; metric = "latency_p95"; };
  connections = { sql = "main"; metric = "connections"; };
  cpu = { sql = "main"; metric = "cpu"; };
  memory = { redis = "cache"; metric = "memory_ratio"; };
  clients = { redis = "cache"; metric = "connected_clients"; };
  instances = { connector = "vpc"; metric = "instances"; };
  throughput = { connector = "vpc"; metric = "throughput"; };
  query = { service = "backend"; promql = "sum(rate(run_googleapis_com:request_count{revision_name={{candidate.name}}}[5m]))"; };
  by_class = { service = "backend"; aligner = "ALIGN_DELTA"; group_by = [ "metric.labels.response_code_class" ];
    filter = "metric.type=\"run.googleapis.com/request_count\" AND resource.labels.revision_name=\"{{ candidate.name }}\" AND resource.type=\"cloud_run_revision\""; };
};
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "error-ratio"; severity = "critical"; expression = "metrics.errors.samples >= 100 && metrics.errors.value < 0.05"; },
  { id = "all-have-data"; severity = "critical"; each = "metrics"; expression = "it.samples > 0"; } );
== run
rungate verify
expect exit 0
expect evidence facts.metrics.errors.value == 0.01 && facts.metrics.errors.samples == 500 && facts.metrics.requests.value == 500
expect evidence facts.metrics.p95.value == 550.0 && facts.metrics.p95.samples == 100 && facts.metrics.p95.unit == 'ms'
expect evidence facts.metrics.errors.ageSeconds >= 120 && facts.metrics.errors.ageSeconds < 180 && facts.metrics.memory.ageSeconds >= 240
expect evidence facts.metrics.connections.value == 40 && facts.metrics.connections.limit == 100 && facts.metrics.connections.ratio == 0.4
expect evidence facts.metrics.memory.value == 0.5 && facts.metrics.clients.value == 7 && facts.metrics.cpu.value == 0.25
expect evidence facts.metrics.instances.value == 3 && facts.metrics.instances.limit == 10 && facts.connectors.vpc.atMaxInstances == false
expect evidence facts.metrics.throughput.value == 300.0 && facts.metrics.throughput.unit == 'By/s'
expect evidence facts.metrics.query.value == 0.0125 && facts.metrics.query.query.contains('revision_name="demo-backend-00042-xyz"')
expect evidence facts.metrics.by_class.groups == {'2xx': 495, '5xx': 5} && !has(facts.metrics.by_class.value)
expect requests GET */timeSeries >= 10
expect requests POST */prometheus/api/v1/query >= 1
