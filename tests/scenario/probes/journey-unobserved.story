# Another revision answered a step, so the journey is unobserved. Once the candidate serves, the journey runs again.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ], "effective": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ], "reconciling": true, "reconcile_ms": 700 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { 
  journey = { journey = (
    { name = "one"; http = { service = "backend"; path = "/a"; timeout = "1s"; identity = "headers['x-revision']"; }; },
    { name = "two"; http = { service = "backend"; path = "/b"; timeout = "1s"; identity = "headers['x-revision']"; }; } ); };
 };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect evidence facts.probes.journey.steps.two.identity == 'demo-backend-00042-xyz'
expect evidence timeline.exists(t, t.event == 'settled')
