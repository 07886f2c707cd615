# An annotation conflicts with someone else's change and is written again. One that is denied is reported. The verdict
# does not change.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "PATCH", "path": "*/services/demo-backend", "times": 1, "apply": [ { "service": "demo-backend", "touch": true } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
evidence = { annotate = true; };
== run
rungate verify
expect exit 0
expect requests PATCH * 2
expect output lacks not annotated
cloud apply [ { "faults": [ { "method": "PATCH", "path": "*/services/demo-backend", "status": 403, "message": "Permission 'run.services.update' denied on resource 'x'." } ] } ]
rungate verify
expect exit 0
expect output contains backend could not be annotated: 
expect output contains run.services.update
cloud apply [ { "faults": [ { "method": "PATCH", "path": "*/services/demo-backend", "times": 1, "apply": [ { "service": "demo-backend", "recreate": true }, { "service": "demo-backend", "touch": true } ] } ] } ]
rungate verify
expect exit 0
expect output contains backend could not be annotated: the service was deleted and created again meanwhile
