# rollback.try_tag: the only target cannot get the tag. Nothing is moved, and the tag that was asked for is removed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
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
expect exit 3
expect evidence reason.contains('no safe target') && reason.contains('Container import failed')
expect desired demo-backend LATEST=100
expect traffic demo-backend demo-backend-00042-xyz=100
