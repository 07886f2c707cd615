# A hold is reported at the start of a healthy run. It does not prevent a pass.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "no_rollback_past": "true" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate verify
expect exit 0
expect output contains a hold is set: if the release fails, traffic will not be moved back
expect evidence timeline.exists(t, t.event == 'hold')
