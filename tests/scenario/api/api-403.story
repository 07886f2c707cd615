# GCP03: Cloud Run answers 403. No service can be read, so rungate neither passes nor moves traffic. It names the
# missing permission.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ {"method": "GET", "path": "*/services/demo-backend*", "status": 403, "message": "Permission 'run.services.get' denied on resource 'namespaces/demo/services/demo-backend' (or resource may not exist)."} ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && reason.contains('run.services.get') && reason.contains('roles/run.viewer')
expect requests PATCH * 0
