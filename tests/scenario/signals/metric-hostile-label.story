# A label value contains filter syntax. It is quoted in the filter.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "team": "x\" OR metric.labels.team=\"other" } } } ] } },
  "metrics": [ ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { errors = { service = "backend"; filter = "metric.type=\"custom.googleapis.com/errors\" AND metric.labels.team=\"{{candidate.labels.team}}\""; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "error-ratio"; severity = "critical"; expression = "metrics.errors.value < 0.05"; } );
== run
rungate facts
expect exit 0
expect output contains "query": "metric.type=\"custom.googleapis.com/errors\" AND metric.labels.team=\"x\\\" OR metric.labels.team=\\\"other\""
