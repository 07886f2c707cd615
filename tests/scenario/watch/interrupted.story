# A signal ends the process. The evidence says so, and the next process goes on with the same bake, which was
# begun before.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
background rungate watch --bake 1m
await GET /health 6
signal TERM
finish
expect exit 143
expect evidence command == 'watch' && verdict == 'interrupted' && watch.rounds >= 2
rungate watch --bake 1s
expect exit 0
expect output contains going on with the bake that began
expect evidence verdict == 'passed' && watch.rounds > 4 && timestamp(startedAt) > timestamp(watch.began)
rungate audit
expect exit 0
rungate watch --bake 500ms
expect exit 0
expect output lacks going on with the bake
