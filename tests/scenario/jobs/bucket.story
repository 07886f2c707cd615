# The snapshot of a job is taken on one machine, and the release fails on another that has nothing but the bucket: the job gets its image back. A
# third machine has nothing left to do.
== cloud
{ "buckets": { "acme-state": {} }, "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" }, "report": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" } } }
== file rungate.cfg
project = "demo"; region = "us-central1"; state = "gs://acme-state/rungate";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; every = "50ms"; }; report = { job = "report"; every = "50ms"; }; };
probes = { shop_health = { http = { service = "shop"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
evidence = { dir = ".rungate/evidence"; };
== run
rungate snapshot
expect exit 0
expect objects acme-state/rungate/baseline/* >= 1
sh rm -rf .rungate
cloud apply [ { "service": "shop", "deploy": { "name": "shop-00002-xyz", "app": { "/health": { "status": 503 } } } }, { "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 }, "report": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 } } } ]
rungate verify
expect exit 1
expect evidence services.shop.baselineSource == 'snapshot' && timeline.exists(t, t.event == 'job_restored')
expect evidence journal.records.exists(x, x.event == 'begin' && x.jobs.map(j, j.restore) == [true, false])
expect traffic shop shop-00001-abc=100
expect requests PATCH */jobs/migrate 1
expect requests PATCH */jobs/report 0
expect output contains job migrate has the image of the snapshot again, as generation 3
expect output contains gcloud run jobs update report --image=pkg.dev/demo/r/tools@sha256:aaaa
sh rm -rf .rungate
rungate resume
expect exit 0
expect output contains nothing to resume
rungate audit gs://acme-state/rungate
expect exit 0
