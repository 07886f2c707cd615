# A worker pool whose candidate never became Ready is condemned with its own message; its service goes back with it.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110, "ready": false, "message": "The worker exited with code 1." } ], "effective": [ { "revision": "mail-00001-abc", "percent": 100 } ] } } }
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
expect output contains revision mail-00002-xyz is not ready: The worker exited with code 1.
expect output contains gcloud run worker-pools revisions describe mail-00002-xyz --region=us-central1 --project=demo
expect output contains resource.type="cloud_run_worker_pool" resource.labels.worker_pool_name="mail-worker"
expect exit 1
expect traffic api api-00001-abc=100
expect evidence services.mail.condemned && !services.api.condemned
