# A job that runs the image of the released service, and whose execution succeeded, passes with it. One of another build, a failed execution, or one
# that cannot be read do not.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000, "api": { "containers": [ { "image": "pkg.dev/demo/r/shop@sha256:aaaa" } ] } },
      { "name": "shop-00002-xyz", "age_s": 120, "api": { "containers": [ { "image": "pkg.dev/demo/r/shop@sha256:bbbb" } ] } } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/shop@sha256:bbbb", "execution": { "name": "migrate-x7", "status": "EXECUTION_SUCCEEDED", "age_s": 200 } } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; every = "50ms"; }; };
probes = { shop_health = { http = { service = "shop"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "3s"; };
== run
rungate verify
expect exit 0
expect evidence facts.jobs.migrate.digest == 'sha256:bbbb' && facts.jobs.migrate.execution.ofRelease && facts.jobs.migrate.execution.succeeded == 1
expect evidence rules.filter(r, has(r.key) && r.key == 'migrate').all(r, r.outcome == 'pass') && rules.exists(r, r.id == 'job-same-image' && has(r.key))
cloud apply [ { "jobs": { "migrate": { "image": "pkg.dev/demo/r/shop@sha256:aaaa" } } } ]
rungate verify
expect exit 3
expect output contains job migrate runs another build than shop: sha256:aaaa
cloud apply [ { "jobs": { "migrate": { "image": "pkg.dev/demo/r/shop@sha256:bbbb", "execution": { "status": "EXECUTION_FAILED" } } } } ]
rungate verify
expect exit 3
expect output contains execution migrate-x7 of job migrate ended with EXECUTION_FAILED (1 of 1 tasks failed)
cloud apply [ { "jobs": { "migrate": { "execution": { "status": "EXECUTION_RUNNING" } } } } ]
rungate verify
expect exit 5
cloud apply [ { "faults": [ { "method": "GET", "path": "*/jobs/migrate", "status": 403, "message": "Permission 'run.jobs.get' denied on resource 'projects/demo/locations/us-central1/jobs/migrate' (or resource may not exist)." } ] } ]
rungate verify
expect exit 5
expect output contains run.jobs.get
expect requests PATCH * 0
rungate status
expect exit 0
expect output contains unknown    jobs.migrate: 
