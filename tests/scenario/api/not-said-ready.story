# The revision has no Ready condition, or one with an unknown status. The release neither passes nor fails.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "conditions": [ { "type": "Active", "state": "CONDITION_SUCCEEDED" } ] } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
== run
rungate verify
expect exit 5
expect output contains the API does not report whether
expect requests PATCH * 0
