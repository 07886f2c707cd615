# The binding that lets allUsers invoke the service was removed. Other revisions fail too, and the output has the
# command that restores it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "private": true } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains Cloud Run itself refused the request (403)
expect output contains gcloud run services add-iam-policy-binding demo-backend --region=us-central1 --project=demo --role=roles/run.invoker --member=allUsers
expect evidence verdict == 'failed' && action == 'not_moved'
expect requests PATCH * 0
