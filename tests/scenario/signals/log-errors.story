# Error entries of the candidate fail the release. Their text is masked and is not in the evidence.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "logs": [ { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "ERROR", "text": "pool exhausted: postgres://app:hunter22@db/app Bearer abcdefghijkl", "age_s": 60, "count": 6 },
    { "service": "demo-backend", "revision": "demo-backend-00042-xyz", "severity": "INFO", "text": "all is well", "age_s": 60, "count": 50 },
    { "service": "demo-backend", "revision": "demo-backend-00041-abc", "severity": "ERROR", "text": "old trouble", "age_s": 900, "count": 40 },
    { "service": "demo-other", "revision": "demo-other-00001-abc", "severity": "ERROR", "text": "of others", "age_s": 60, "count": 40 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
logs = { errors = { service = "backend"; filter = "severity>=ERROR"; every = "50ms"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "few-errors"; severity = "critical"; expression = "logs.errors.count < 5"; } );
== run
rungate facts
expect exit 0
expect output contains pool exhausted: postgres://[redacted]@db/app Bearer [redacted]
expect output lacks hunter22
rungate verify --evidence copy.json
expect exit 1
expect evidence facts.logs.errors.count == 6 && !facts.logs.errors.truncated
expect evidence rules[0].outcome == 'fail'
rungate eval --facts copy.json size(logs.errors.samples)
expect exit 5
expect output contains not held in evidence
rungate report --format json copy.json
expect output lacks pool exhausted
expect traffic demo-backend demo-backend-00041-abc=100
