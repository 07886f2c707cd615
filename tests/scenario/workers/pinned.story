# A pin keeps a new deploy of a worker pool at no instances. It cannot pass, and the pin is named.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000 }, { "name": "api-00002-xyz", "age_s": 120 } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ], "traffic": [ { "revision": "mail-00001-abc", "percent": 100 } ] } } }
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
expect exit 5
expect output contains mail: the candidate mail-00002-xyz serves nothing: the split of its instances is pinned to mail-00001-abc 100 %
expect output contains rungate promote mail
rungate status
expect output contains pinned     later deploys get 0 % until: rungate promote mail
rungate promote mail --steps 50,100 --step-time 200ms --follow-latest
expect exit 0
expect desired mail-worker LATEST=100
expect requests PATCH */workerPools/mail-worker 3
expect requests PATCH */services/api 0
