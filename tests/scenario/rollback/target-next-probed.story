# The first target is refused when traffic moves. The one that replaces it is probed at its tag URL first, as the first one
# was: it fails a probe that the candidate passes, and the one after it is taken. Both have passed before.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-old", "age_s": 1064000 },
      { "name": "demo-backend-00040-old", "age_s": 120, "app": { "/login": { "status": 500 } } } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00040-old", "tag": "older" } ] } },
  "faults": [ { "method": "PATCH", "path": "*/demo-backend", "times": 1, "status": 400,
    "message": "Revision 'demo-backend-00041-abc' is not ready and cannot serve traffic. Container import failed." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
@include "pace.cfg"
== file login.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; login = { http = { service = "backend"; path = "/login"; timeout = "1s"; }; }; };
@include "pace.cfg"
== file pace.cfg
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "5s"; deadline = "20s"; patience = "1s"; };
== run
rungate verify
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00041-abc" } } ]
rungate verify
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "status": 503 } } } } ]
rungate verify -c login.cfg
expect exit 1
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is passed over: Cloud Run cannot serve it'))
expect evidence said.exists(s, s.contains('00040-old is not used as the target: probe login at its tag URL'))
expect evidence differential.asked.exists(k, k.probe == 'login' && k.target == 'demo-backend-00040-old' && k.finding == 'the target fails alone')
expect evidence services.backend.baseline == 'demo-backend-00039-old'
expect traffic demo-backend demo-backend-00039-old=100
expect requests PATCH */demo-backend 2
