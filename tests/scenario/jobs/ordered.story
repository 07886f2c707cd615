# A rollback by order puts the image of a job back too, and says of a job that cannot be read that it stays. A job's API that hangs does not keep
# traffic.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" }, "report": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; }; report = { job = "report"; restore = true; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "shop", "deploy": { "name": "shop-00002-xyz" } }, { "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 }, "report": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 } } }, { "faults": [ { "method": "GET", "path": "*/jobs/report", "status": 403, "message": "Permission 'run.jobs.get' denied on resource 'projects/demo/locations/us-central1/jobs/report' (or resource may not exist)." } ] } ]
rungate rollback
expect exit 0
expect traffic shop shop-00001-abc=100
expect requests PATCH */jobs/migrate 1
expect requests PATCH */jobs/report 0
expect output contains job migrate has the image of the snapshot again, as generation 3
expect output contains job report stays as it is: its image is not known
expect output contains run.jobs.get
