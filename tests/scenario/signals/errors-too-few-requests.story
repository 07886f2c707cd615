# Cloud Monitoring shows three requests, all good. This is too few to pass.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "metrics": [
    { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "value": 1 } ] }
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
expect exit 5
expect evidence rules.exists(r, r.id == 'errors-few' && r.outcome == 'unknown' && r.message.contains('too little was observed'))
