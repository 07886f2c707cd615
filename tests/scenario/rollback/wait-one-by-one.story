# rollback.wait: each service is confirmed before the next change is sent.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] }, "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { wait = true; confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00001-abc=100
expect evidence timeline.filter(t, t.event in ['sending', 'done']).map(t, t.event) == ['sending', 'done', 'sending', 'done']
