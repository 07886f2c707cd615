# Cloud Run can import the image of the worker pool's target no more, which shows when it gets instances: the pool moves
# on to the next older revision, the service of the same release stays at its first target.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00000-old", "age_s": 964000 },
    { "name": "mail-00001-abc", "age_s": 864000, "dead": "Container import failed." }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
  "logs": [ { "worker": "mail-worker", "revision": "mail-00002-xyz", "severity": "ERROR", "text": "cannot connect", "age_s": 5, "count": 9 } ] }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { api = { service = "api"; }; };
workers = { mail = { pool = "mail-worker"; }; };
probes = { api_health = { http = { service = "api"; path = "/health"; }; }; };
logs = { mail_errors = { worker = "mail"; filter = "severity>=ERROR"; every = "100ms"; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "20s"; };
policies = [ "builtin:staging", "ours.cfg" ];
== file ours.cfg
rules = ( { id = "mail-sends"; severity = "critical"; expression = "logs.mail_errors.count < 5"; } );
== run
rungate verify
expect exit 1
expect evidence action == 'rolled_back' && services.mail.baseline == 'mail-00000-old' && services.api.baseline == 'api-00001-abc'
expect evidence said.exists(s, s.contains('mail-00001-abc is passed over: Cloud Run cannot serve it'))
expect traffic mail-worker mail-00000-old=100
expect traffic api api-00001-abc=100
expect requests PATCH */workerPools/mail-worker 2
expect requests PATCH */services/api 1
