# Points that may still change, and points from before the window, are not used.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "metrics": [ { "type": "run.googleapis.com/request_count", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "labels": { "response_code_class": "2xx" }, "points": [ { "age_s": 20, "value": 500 }, { "age_s": 900, "value": 500 } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { errors = { service = "backend"; metric = "error_ratio"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "error-ratio"; severity = "critical"; expression = "metrics.errors.value < 0.05"; } );
== run
rungate verify
expect exit 5
expect evidence facts.metrics.errors.samples == 0 && !has(facts.metrics.errors.value)
