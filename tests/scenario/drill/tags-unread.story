# The list of services is refused, so the tags cannot be counted: no tag is set. --force sets it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "GET", "path": "*/services", "status": 403, "message": "Permission 'run.services.list' denied on resource 'projects/demo' (or resource may not exist)." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill
expect exit 5
expect evidence drill[0].outcome == 'unknown' && drill[0].reason.contains('run.services.list') && drill[0].reason.contains('roles/run.viewer')
expect output contains --force
expect requests PATCH * 0
rungate drill --force
expect exit 0
expect evidence said.exists(s, s.contains('could not be counted'))
expect desired demo-backend LATEST=100
