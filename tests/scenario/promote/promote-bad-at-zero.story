# promote: the candidate fails at its tag URL. It gets no traffic.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } ]

rungate promote --steps 20,100 --step-time 200ms
expect exit 3
expect evidence verdict == 'failed' && reason.contains('no traffic yet')
expect requests PATCH * 0
