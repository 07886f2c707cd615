# The newest revision is missing in every list. rungate reads it individually, judges it and rolls it back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "lists_lack": [ { "revision": "demo-backend-00042-xyz" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.candidate == 'demo-backend-00042-xyz' && services.backend.baseline == 'demo-backend-00041-abc'
expect traffic demo-backend demo-backend-00041-abc=100
expect output lacks nothing to move
