# A revision that does not say whether it is ready, or says it in a word that is new to us: neither passed nor condemned.
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
expect output contains does not say whether it is ready
expect requests PATCH * 0
