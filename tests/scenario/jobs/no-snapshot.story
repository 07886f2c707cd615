# Without a snapshot nobody knows which image a job had before: it stays, and that is said.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 }, { "name": "shop-00002-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb" } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; every = "50ms"; }; };
probes = { shop_health = { http = { service = "shop"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
== run
rungate verify
expect exit 1
expect traffic shop shop-00001-abc=100
expect output contains job migrate stays as it is: traffic does not go back to a snapshot
expect requests PATCH */jobs/migrate 0
