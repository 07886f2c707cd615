# Nothing passes while the worker pool cannot be read. The missing role is named.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
  "faults": [ { "method": "GET", "path": "*/workerPools/mail-worker", "status": 403, "message": "Permission 'run.workerpools.get' denied on resource 'projects/demo/locations/us-central1/workerPools/mail-worker' (or resource may not exist)." } ] }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { api = { service = "api"; }; };
workers = { mail = { pool = "mail-worker"; }; };
probes = { api_health = { http = { service = "api"; path = "/health"; }; }; };
logs = { mail_errors = { worker = "mail"; filter = "severity>=ERROR"; every = "100ms"; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "5s"; };
== run
rungate verify
expect exit 5
expect output contains run.workerpools.get
expect output contains gcloud projects add-iam-policy-binding demo --member=serviceAccount:EMAIL --role=roles/run.viewer
expect evidence rules.exists(r, r.id == 'worker-ready' && r.outcome == 'unknown')
expect requests PATCH * 0
