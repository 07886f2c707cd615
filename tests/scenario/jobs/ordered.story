# A rollback by order puts the image of a job back too. Of a job that cannot be read, the reason and the command are printed, and a person is needed;
# of one that can be read only after the move and has the image of the snapshot, nothing.
== cloud
{ "services": { "shop": { "revisions": [ { "name": "shop-00001-abc", "age_s": 864000 } ] } },
  "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" }, "report": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" },
    "tidy": { "image": "pkg.dev/demo/r/tools@sha256:aaaa" } } }
== file rungate.cfg
project = "demo"; region = "us-central1";
services = { shop = { service = "shop"; }; };
jobs = { migrate = { job = "migrate"; restore = true; }; report = { job = "report"; restore = true; };
  tidy = { job = "tidy"; restore = true; }; };
gate = { warmup = "0s"; interval = "100ms"; passes = 2; failures = 2; deadline = "5s"; };
rollback = { confirm = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "shop", "deploy": { "name": "shop-00002-xyz" } }, { "jobs": { "migrate": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 }, "report": { "image": "pkg.dev/demo/r/tools@sha256:bbbb", "generation": 2 } } }, { "faults": [ { "method": "GET", "path": "*/jobs/report", "status": 403, "message": "Permission 'run.jobs.get' denied on resource 'projects/demo/locations/us-central1/jobs/report' (or resource may not exist)." }, { "method": "GET", "path": "*/jobs/tidy", "times": 1, "status": 404, "message": "not yet" } ] } ]
rungate rollback
expect exit 4
expect traffic shop shop-00001-abc=100
expect requests PATCH */jobs/migrate 1
expect requests PATCH */jobs/report 0
expect output contains job migrate has the image of the snapshot again, as generation 3
expect output contains job report could not be read, so its image with this release is not known
expect output contains traffic was moved back, but job report was not restored
expect output contains run.jobs.get
expect output contains gcloud run jobs update report --image=pkg.dev/demo/r/tools@sha256:aaaa
expect requests PATCH */jobs/tidy 0
expect output lacks gcloud run jobs update tidy
