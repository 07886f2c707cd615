# One request in four fails while the health check passes. Cloud Monitoring shows it, and the release is rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 75 },
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "5xx" }, "value": 25 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
metrics = { errors = { service = "backend"; metric = "error_ratio"; every = "100ms"; }; };
policies = [ "builtin:cloud-run", "builtin:observability" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence rules.exists(r, r.id == 'errors-few' && r.outcome == 'fail' && r.message == 'errors: 25 % of 500 requests failed')
expect traffic demo-backend demo-backend-00041-abc=100
