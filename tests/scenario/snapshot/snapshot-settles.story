# A snapshot waits for a change in progress and records the final split.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "reconcile_ms": 700, "reconciling": true,
      "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
      "traffic": [ { "revision": "demo-backend-00042-xyz", "percent": 100 } ], "effective": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; deadline = "6s"; };
== run
rungate snapshot
expect exit 0
expect output contains backend: demo-backend-00042-xyz 100 %
