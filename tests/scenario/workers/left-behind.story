# A worker pool that still runs an older build of the image of the released service is said, and does not hold the release.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120, "api": { "containers": [ { "image": "pkg.dev/demo/r/app@sha256:bbbb" } ] } } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000, "api": { "containers": [ { "image": "pkg.dev/demo/r/app@sha256:aaaa" } ] } } ] } } }
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
expect evidence rules.exists(r, r.id == 'worker-not-left-behind' && r.outcome == 'fail' && r.severity == 'warning')
expect output contains mail-worker was left behind: it still runs mail-00001-abc, of an older version than api
