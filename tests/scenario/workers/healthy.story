# A service and a worker pool pass together. The pool is observed by its conditions and its log.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000, "app": { "/health": { "status": 200 } } },
      { "name": "api-00002-xyz", "age_s": 120, "app": { "/health": { "status": 200 } } } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
  "logs": [ { "service": "api", "revision": "api-00002-xyz", "severity": "ERROR", "text": "of the service", "age_s": 5, "count": 9 } ] }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { api = { service = "api"; }; };
workers = { mail = { pool = "mail-worker"; }; };
probes = { api_health = { http = { service = "api"; path = "/health"; }; }; };
logs = { mail_errors = { worker = "mail"; filter = "severity>=ERROR"; every = "100ms"; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; };

== run
rungate verify
expect exit 0
expect evidence verdict == 'passed' && services.mail.candidate == 'mail-00002-xyz' && services.mail.baseline == 'mail-00001-abc'
expect evidence rules.exists(r, r.id == 'worker-ready' && r.key == 'mail' && r.outcome == 'pass')
expect evidence rules.exists(r, r.id == 'worker-settled' && r.key == 'mail' && r.outcome == 'pass')
expect evidence facts.workers.mail.pool == 'mail-worker' && facts.workers.mail.instanceSplitStatuses[0].percent == 100
expect evidence facts.workers.mail.scalingMode == 'MANUAL' && facts.workers.mail.manualInstanceCount == 2
expect evidence !has(facts.workers.mail.candidate.tagUri) && !has(facts.workers.mail.uri)
expect requests PATCH * 0
rungate status
expect exit 0
expect output contains mail (mail-worker)
expect output contains serves     LATEST (mail-00002-xyz) 100 %
rungate facts mail
expect exit 0
expect output contains "INSTANCE_SPLIT_ALLOCATION_TYPE_LATEST"
