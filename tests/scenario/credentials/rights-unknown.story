# The permission check fails. rungate reports it and still judges the release; with rollback.required it does not judge.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "path": "*:testIamPermissions", "status": 403 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate verify
expect exit 0
expect evidence timeline.exists(t, t.event == 'rights_unknown')
rungate verify --set rollback.required=true
expect exit 5
expect evidence reason.contains('could not check whether these credentials may move the traffic')
rungate check --set rollback.required=true
expect exit 0
