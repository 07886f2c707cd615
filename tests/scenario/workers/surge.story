# The split of a worker pool moves in steps. Between them it is neither done nor superseded.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ], "surge": 30, "reconcile_ms": 150 } },
  "logs": [ { "worker": "mail-worker", "revision": "mail-00002-xyz", "severity": "ERROR", "text": "cannot connect", "age_s": 5, "count": 9 } ] }
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
expect exit 1
expect traffic mail-worker mail-00001-abc=100
expect requests PATCH */workerPools/mail-worker 1
expect evidence services.mail.restored && services.mail.move == 'done'
expect output contains work that runs on mail-00002-xyz goes on until its instances are stopped
