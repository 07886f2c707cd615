# rungate is killed while the target has the tag. A later drill, and a later rollback, take the tag away.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/health": { "delay_ms": 900 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "20s"; };
== run
background rungate drill
await PATCH * 1
await GET /health 1
signal KILL
finish
expect desired demo-backend LATEST=100,demo-backend-00041-abc=0#rungate-try
rungate status
expect output contains a run that was killed left the tag rungate-try
rungate resume
expect output contains nothing to resume
expect desired demo-backend LATEST=100,demo-backend-00041-abc=0#rungate-try
rungate drill
expect exit 0
expect evidence drill[0].outcome == 'fit'
expect desired demo-backend LATEST=100
