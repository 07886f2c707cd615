# EV12: the clock is set back between two runs. The evidence chain gives the order of the runs, so a revision that
# failed after it had passed is not used as a target.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file recalled.cfg
rules = ( { id = "recalled"; severity = "critical"; expression = "services.backend.candidate.name != 'demo-backend-00042-xyz'"; } );
== run
rungate verify
expect exit 0
rungate check backend --policy recalled.cfg
expect exit 3
sh f=$(ls .rungate/evidence/*.json | tail -n 1) && sed -i 's/"finishedAt":"[^"]*"/"finishedAt":"2026-01-01T00:00:00.000Z"/' "$f"
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new", "app": { "/health": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00041-abc'
expect traffic demo-backend demo-backend-00041-abc=100
