# Another deploy takes the traffic and its revision is not in the list yet. The verdict is superseded, not passed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "app": true, "path": "/health", "from": 2, "times": 1, "apply": [ { "service": "demo-backend", "lists_lack": [ { "revision": "demo-backend-00043-new" } ], "deploy": { "name": "demo-backend-00043-new" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence action == 'superseded' && services.backend.candidate == 'demo-backend-00042-xyz'
expect requests PATCH * 0
