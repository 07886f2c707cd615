# The counts of a histogram do not add up. No latency is computed from it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "metrics": [ { "type": "run.googleapis.com/request_latencies", "resource": { "service_name": "demo-backend", "revision_name": "demo-backend-00042-xyz" }, "points": [ { "age_s": 150, "value": { "count": "100", "mean": 1,
    "bucketOptions": { "exponentialBuckets": { "numFiniteBuckets": 3, "growthFactor": 0.5, "scale": 1 } }, "bucketCounts": [ "0", "-90" ] } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { errors = { service = "backend"; metric = "latency_p99"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "error-ratio"; severity = "critical"; expression = "metrics.errors.value < 0.05"; } );
== run
rungate verify
expect exit 5
expect evidence rules[0].outcome == 'unknown'
expect requests PATCH * 0
rungate facts --set gate.deadline=20s
expect output contains distribution
