# The service is a part of a multi-region service: its traffic is set for all regions at once, so it is not changed here, neither by a verdict nor by order; the output has the command.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "api": { "multiRegionSettings": { "regions": [ "us-central1", "europe-west1" ], "multiRegionId": "m1" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify
expect exit 3
expect evidence action == 'not_moved' && facts.services.backend.multiRegion.size() == 2 && reason.contains('multi-region service (us-central1, europe-west1)')
expect output contains gcloud alpha run multi-region-services update-traffic demo-backend --to-revisions=demo-backend-00041-abc=100 --project=demo
rungate rollback --force
expect exit 3
rungate promote --force
expect exit 3
expect output contains --to-revisions=demo-backend-00042-xyz=100
rungate drill
expect exit 3
expect requests PATCH * 0
expect traffic demo-backend demo-backend-00042-xyz=100
