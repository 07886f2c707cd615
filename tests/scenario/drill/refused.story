# Google refuses the PATCH that tags the target, and names the target. It is not fit; no tag is left.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "status": 400, "message": "Revision 'demo-backend-00041-abc' is not ready and cannot serve traffic. Container import failed." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill
expect exit 3
expect evidence action == 'not_fit' && size(drill) == 1 && drill[0].reason.contains('Container import failed')
expect evidence !has(drill[0].taggedAt)
expect desired demo-backend LATEST=100
