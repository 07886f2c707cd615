# promote: a signal arrives during the fresh read of a step. No more traffic is moved to the candidate.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
     "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } },
  "faults": [ { "method": "GET", "path": "*services/demo-backend", "from": 2, "times": 1, "delay_ms": 1500 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
background rungate promote backend --steps 20,100 --step-time 200ms
await GET *services/demo-backend 2
sh sleep 0.3
signal INT
finish
expect exit 130
expect requests PATCH * 0
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
