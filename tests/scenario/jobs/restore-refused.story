# The job may not be changed: users are served again, and a person is needed for the job.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" } },
  "faults": [ { "method": "PATCH", "path": "*/jobs/migrate", "status": 403, "message": "Permission 'run.jobs.update' denied on resource 'projects/demo/locations/us-central1/jobs/migrate' (or resource may not exist)." } ] }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; every = "50ms"; }; };
probes = { shop_health = { http = { service = "shop"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "shop", "deploy": { "name": "shop-00002-xyz", "app": { "/health": { "status": 503 } } } }, { "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 } } } ]
rungate verify
expect exit 4
expect traffic shop shop-00001-abc=100
expect output contains traffic was moved back, but job migrate was not restored
expect output contains run.jobs.update
expect output contains gcloud run jobs update migrate --image=pkg.dev/demo/r/tools@sha256:aaaa --region=us-central1 --project=demo
