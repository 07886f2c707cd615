# Looks of a scheduler until the bake is over. Before a look is due, a call makes no request. After the bake a call does
# nothing, and the next release begins a new one.
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
rungate watch --once --bake 1s --set gate.interval=1900ms
expect exit 0
rungate watch --once --bake 1h --set gate.interval=1900ms
expect exit 0
expect output contains nothing is due before
expect requests GET /health 1
sh sleep 1
rungate watch --once --bake 1s --set gate.interval=1900ms
expect exit 0
expect evidence verdict == 'passed' && watch.cleanRow == 1 && watch.rounds == 2
expect requests GET /health 2
rungate audit
expect exit 0
rungate watch --once --bake 1s
expect exit 0
expect output contains it passed; the next release begins a new one
expect requests GET /health 2
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new" } } ]
rungate watch --once --bake 1s
expect exit 0
expect evidence services.backend.candidate == 'demo-backend-00043-new' && watch.rounds == 1
expect requests GET /health 3
