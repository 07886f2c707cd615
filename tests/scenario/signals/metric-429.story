# The Cloud Monitoring quota is exhausted. The metric is unknown, and the output names the quota.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "GET", "path": "*/timeSeries", "status": 429, "details": [ { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com", "metadata": { "quota_limit": "ReadsPerMinutePerProject" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
metrics = { errors = { service = "backend"; metric = "error_ratio"; }; };
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
expect requests GET */timeSeries >= 2
expect requests PATCH * 0
