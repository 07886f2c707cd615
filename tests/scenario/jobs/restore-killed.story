# The answer to the change of a job is lost with the process. `resume` reads the job, sees that it was applied, and sends nothing again. It also
# prints the command for a job without `restore`.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" }, "report": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" },
    "tidy": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" } },
  "faults": [ { "method": "GET", "path": "*/jobs/report", "from": 3, "times": 100, "delay_ms": 2000 } ] }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; every = "1h"; }; report = { job = "report"; restore = true; every = "1h"; };
  tidy = { job = "tidy"; every = "1h"; }; };
probes = { shop_health = { http = { service = "shop"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "shop", "deploy": { "name": "shop-00002-xyz", "app": { "/health": { "status": 503 } } } }, { "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 }, "report": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 }, "tidy": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 } } } ]
background rungate verify
await PATCH */jobs/migrate 1
signal KILL
finish
expect exit 137
rungate resume --dry-run
expect output contains job migrate: pkg.dev/demo/r/tools@sha256:aaaa
expect output contains job tidy: pkg.dev/demo/r/tools@sha256:aaaa, by hand
rungate resume
expect exit 0
expect traffic shop shop-00001-abc=100
expect requests PATCH */jobs/migrate 1
expect requests PATCH */jobs/report 1
expect output contains job report has the image of the snapshot again, as generation 3
expect requests PATCH */jobs/tidy 0
expect output contains gcloud run jobs update tidy --image=pkg.dev/demo/r/tools@sha256:aaaa
