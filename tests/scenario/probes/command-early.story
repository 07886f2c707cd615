# The suite does not start before the release has settled, because it would test the previous revision.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ], "effective": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ], "reconciling": true, "reconcile_ms": 700 } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; timeout = "4s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
curl -s @URI:demo-backend@ > saw; grep -q 00042 saw
== run
rungate verify
expect exit 0
expect evidence facts.probes.p1.ok
expect file saw
