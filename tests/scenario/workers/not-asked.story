# A worker pool has no address to probe. One that no command, metric or log observes does not pass, and the log to add is written out.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { api = { service = "api"; }; };
workers = { mail = { pool = "mail-worker"; }; };
probes = { api_health = { http = { service = "api"; path = "/health"; }; }; };

gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; };
== run
rungate verify
expect exit 5
expect output contains not tested: mail (no probe, command, metric or log)
expect output contains mail_errors = { worker = "mail"; filter = "severity>=ERROR"; };
expect output contains or, if it needs no test, set: asked = false; in workers.mail
rungate lint
expect exit 0
expect output contains workers.mail is not tested: it has no command, metric or log, so its release will be inconclusive (exit 5); add to logs: mail_errors = { worker = "mail"; filter = "severity>=ERROR"; };, or set asked = false
rungate check --set logs.mail_errors.worker=mail --set logs.mail_errors.filter=severity>=ERROR
expect exit 0
