# A service does not exist. The verdict is inconclusive, not failed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "x": 0 }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backendd"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && reason.contains('does not exist')
expect output contains worker pools and jobs are not services
expect output contains gcloud run services list --region=us-central1 --project=demo
expect requests PATCH * 0
rungate status
expect exit 5
expect output contains worker pools and jobs are not services
