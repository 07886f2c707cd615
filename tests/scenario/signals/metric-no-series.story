# GCP12: the candidate got no requests. Without a series there is no data, which is not the same as no errors, and the
# release does not pass.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
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
expect evidence facts.metrics.errors.samples == 0 && !has(facts.metrics.errors.value) && rules[0].outcome == 'unknown'
expect requests PATCH * 0
