# Cloud Run can start none of the older revisions. Each is tried once; then a person is needed, with the commands. An
# order for one of them tries no other.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "dead": "Container import failed." },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "dead": "Container import failed." },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "3s"; };
== run
rungate verify
expect exit 4
expect evidence action == 'rollback_failed' && reason.contains('0 of 1') && reason.contains('Container import failed')
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is passed over')) && said.exists(s, s.contains('demo-backend-00040-old is passed over'))
expect evidence said.exists(s, s.contains('there is no other target: ') && s.contains('demo-backend-00040-old'))
expect output contains gcloud run services update-traffic demo-backend
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 2
rungate rollback backend --to demo-backend-00041-abc
expect exit 4
expect requests PATCH * 3
