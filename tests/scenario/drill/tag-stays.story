# The tag cannot be taken away again. The output has the command for it; the next drill does it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "from": 2, "times": 1, "status": 403, "message": "Permission 'run.services.update' denied." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { deadline = "5s"; patience = "2s"; };
== run
rungate drill
expect exit 4
expect evidence action == 'tag_left' && drill[0].outcome == 'fit'
expect output contains gcloud run services update-traffic demo-backend --remove-tags=rungate-try --region=us-central1 --project=demo
expect desired demo-backend LATEST=100,demo-backend-00041-abc=0#rungate-try
rungate audit
expect exit 0
rungate drill
expect exit 0
expect desired demo-backend LATEST=100
