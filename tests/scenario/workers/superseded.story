# Somebody moves the instances of the pool while its release is judged. Nothing is moved, not even the service.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
  "logs": [ { "worker": "mail-worker", "revision": "mail-00002-xyz", "severity": "ERROR", "text": "cannot connect", "age_s": 5, "count": 9 } ],
  "faults": [ { "method": "GET", "path": "*/workerPools/mail-worker", "from": 3, "times": 1, "apply": [ { "service": "mail-worker", "traffic": [ { "revision": "mail-00001-abc", "percent": 50 }, { "revision": "mail-00002-xyz", "percent": 50 } ] } ] } ] }
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
expect exit 3
expect evidence action == 'superseded'
expect output contains its instance split was changed meanwhile
expect requests PATCH * 0
