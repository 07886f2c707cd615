# The credentials may not move the instances. The service goes back all the same, and the command for the pool is printed.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
  "logs": [ { "worker": "mail-worker", "revision": "mail-00002-xyz", "severity": "ERROR", "text": "cannot connect", "age_s": 5, "count": 9 } ], "denied": [ "run.workerpools.update" ],
  "faults": [ { "method": "PATCH", "path": "*/workerPools/*", "status": 403, "message": "Permission 'run.workerpools.update' denied on resource 'projects/demo/locations/us-central1/workerPools/mail-worker' (or resource may not exist)." } ] }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { api = { service = "api"; }; };
workers = { mail = { pool = "mail-worker"; }; };
probes = { api_health = { http = { service = "api"; path = "/health"; }; }; };
logs = { mail_errors = { worker = "mail"; filter = "severity>=ERROR"; every = "100ms"; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; };
policies = [ "builtin:staging", "ours.cfg" ];
== file ours.cfg
rules = ( { id = "mail-sends"; severity = "critical"; expression = "logs.mail_errors.count < 5"; } );
== run
rungate verify
expect exit 4
expect output contains these credentials may not move the instances of mail-worker: permission run.workerpools.update is missing (role roles/run.developer includes it)
expect output contains gcloud run worker-pools add-iam-policy-binding mail-worker --region=us-central1 --project=demo
expect output contains gcloud run worker-pools update-instance-split mail-worker --to-revisions=mail-00001-abc=100 --region=us-central1 --project=demo
expect traffic api api-00001-abc=100
expect traffic mail-worker mail-00002-xyz=100
