# A failing worker pool moves back with the service of its release, last listed first.
== cloud
{ "services": { "api": { "revisions": [ { "name": "api-00001-abc", "age_s": 864000, "app": { "/health": { "status": 200 } } },
      { "name": "api-00002-xyz", "age_s": 120, "app": { "/health": { "status": 200 } } } ] } },
  "workers": { "mail-worker": { "revisions": [ { "name": "mail-00001-abc", "age_s": 864000 }, { "name": "mail-00002-xyz", "age_s": 110 } ] } },
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
expect evidence verdict == 'failed' && action == 'rolled_back' && services.mail.restored && services.api.restored
expect evidence services.mail.trafficAfter.all(t, t.revision == 'mail-00001-abc')
expect traffic mail-worker mail-00001-abc=100
expect desired mail-worker mail-00001-abc=100
expect traffic api api-00001-abc=100
expect requests PATCH */workerPools/mail-worker 1
expect output contains gcloud run worker-pools update-instance-split mail-worker --to-latest --region=us-central1 --project=demo
expect output contains gcloud run services update-traffic api --to-latest
rungate verify
expect exit 3
