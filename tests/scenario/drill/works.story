# The target that a rollback takes gets a tag without traffic, is probed at its URL, and loses the tag. Traffic and the
# tags of others stay as they are.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": {
    "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00040-old", "tag": "blue" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "3s"; };
== run
rungate drill
expect exit 0
expect evidence command == 'drill' && verdict == 'ordered' && action == 'drilled' && size(drill) == 1
expect evidence drill[0].service == 'backend' && drill[0].target == 'demo-backend-00041-abc' && drill[0].source == 'guess'
expect evidence drill[0].tag == 'rungate-try' && drill[0].outcome == 'fit' && has(drill[0].answeredAt)
expect evidence drill[0].probes[0].ok && drill[0].rules.exists(r, r.outcome == 'pass')
expect output contains demo-backend-00041-abc works
expect desired demo-backend LATEST=100,demo-backend-00040-old=0#blue
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 2
rungate audit
expect exit 0
rungate resume
expect output contains nothing to resume
