# Between two calls of a scheduler a newer release takes the traffic. That ends the bake, and the next call begins one.
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
rungate watch --once --bake 1h
expect exit 0
sh sleep 0.1
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new" } } ]
rungate watch --once --bake 1h
expect exit 0
expect evidence action == 'superseded' && exitCode == 0 && reason.contains('demo-backend-00043-new took the place of demo-backend-00042-xyz')
expect requests GET /health 1
rungate audit
expect exit 0
rungate watch --once --bake 1h
expect exit 0
expect evidence decidedBy == 'look' && services.backend.candidate == 'demo-backend-00043-new'
sh sleep 0.1
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00042-xyz", "percent": 100 } ] } ]
rungate watch --once --bake 1h
expect exit 3
expect evidence action == 'superseded' && exitCode == 3
