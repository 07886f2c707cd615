# The service still names a deleted revision. After some reads the list is accepted, this is reported, and the rest is
# judged.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } ]
sh sleep 0.2
cloud apply [ { "service": "demo-backend", "remove": "demo-backend-00042-xyz" } ]
rungate verify
expect exit 0
expect evidence services.backend.candidate == 'demo-backend-00041-abc'
expect evidence said.exists(s, s.contains('demo-backend-00042-xyz') && s.contains('treated as deleted'))
rungate status
expect exit 0
expect output contains demo-backend-00041-abc
rungate rollback backend
expect exit 0
expect traffic demo-backend demo-backend-00040-old=100
