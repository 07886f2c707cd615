# The target reads ready, and its image is gone: the change that tags it fails. The next target works; it is named,
# and the drill fails all the same, because a rollback takes the first.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "dead": "Container import failed." },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill
expect exit 3
expect evidence action == 'not_fit' && drill[0].outcome == 'unfit' && drill[0].reason.contains('Container import failed')
expect evidence drill[1].target == 'demo-backend-00040-old' && drill[1].outcome == 'fit'
expect evidence services.backend.baseline == 'demo-backend-00041-abc'
expect output contains rungate rollback backend --to demo-backend-00040-old
expect desired demo-backend LATEST=100
expect traffic demo-backend demo-backend-00042-xyz=100
rungate audit
expect exit 0
sh $RUNGATE report .rungate/evidence/*.json --format junit -o drill.xml && $RUNGATE report .rungate/evidence/*.json --format html -o drill.html
expect exit 0
expect text drill.xml contains failures="1"
expect text drill.xml contains Container import failed
expect text drill.html contains The way back
