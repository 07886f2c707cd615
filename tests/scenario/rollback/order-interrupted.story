# Explicit rollback: a signal before the first change stops it immediately.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "GET", "path": "*services/demo-backend", "from": 2, "times": 1, "delay_ms": 1500 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
background rungate rollback
await GET *services/demo-backend 2
sh sleep 0.3
signal INT
finish
expect exit 130
expect requests PATCH * 0
expect evidence verdict == 'interrupted' && decidedBy == 'signal'
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
