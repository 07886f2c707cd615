# A rollback puts the image of the snapshot back into a job with `restore`, as a new generation; the command for a job without it is printed. A job
# whose image was changed meanwhile stays.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" }, "report": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; every = "50ms"; }; report = { job = "report"; every = "50ms"; }; };
probes = { shop_health = { http = { service = "shop"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
== run
rungate snapshot
expect exit 0
expect text .rungate/baseline.json contains sha256:aaaa
cloud apply [ { "service": "shop", "deploy": { "name": "shop-00002-xyz", "app": { "/health": { "status": 503 } } } }, { "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 }, "report": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 } } } ]
rungate status
expect exit 0
expect output contains migrate (job migrate)
expect output contains image      pkg.dev/demo/r/tools@sha256:bbbb (another than in the snapshot)
rungate rollback --dry-run
expect output contains job migrate would get the image of the snapshot again: pkg.dev/demo/r/tools@sha256:aaaa
expect output contains job report would need, by hand, the image of the snapshot again
expect requests PATCH * 0
rungate verify
expect exit 1
expect traffic shop shop-00001-abc=100
expect requests PATCH */jobs/migrate 1
expect requests PATCH */jobs/report 0
expect output contains job migrate has the image of the snapshot again, as generation 3
expect output contains gcloud run jobs update report --image=pkg.dev/demo/r/tools@sha256:aaaa --region=us-central1 --project=demo
expect evidence timeline.exists(t, t.event == 'job_restored')
