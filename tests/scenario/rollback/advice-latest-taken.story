# Traffic follows LATEST, and a preview deployed since is LATEST. The service is not reported as pinned, and the
# suggested command names the candidate.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 },
      { "name": "demo-backend-00043-pre", "age_s": 60 } ],
    "traffic": [ { "latest": true, "percent": 100 }, { "revision": "demo-backend-00043-pre", "tag": "preview" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify --candidate backend=demo-backend-00042-xyz
expect exit 5
expect evidence reason.contains('serves nothing: traffic follows LATEST, and users are on demo-backend-00043-pre 100 %')
expect output contains gcloud run services update-traffic demo-backend --to-revisions=demo-backend-00042-xyz=100 --region=us-central1 --project=demo
expect output lacks --to-latest
expect output lacks pinned
expect requests PATCH * 0
