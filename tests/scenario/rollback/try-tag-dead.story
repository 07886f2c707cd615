# rollback.try_tag: the target reads ready, and its image is gone: Cloud Run cannot give it the tag. It is passed over
# before any user is moved, and the next target is taken.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "dead": "Container import failed." },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; patience = "3s"; try_tag = true; };
== run
rungate verify
expect exit 1
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is not used as the target') && s.contains('Container import failed'))
expect traffic demo-backend demo-backend-00040-old=100
expect desired demo-backend demo-backend-00040-old=100
