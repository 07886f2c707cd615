# The subnet of the baseline was deleted, so no instance of it could start: the next target is taken.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-def", "age_s": 1728000, "api": { "scaling": { "maxInstanceCount": 2 }, "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "run" } ] } } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "old" } ] } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } }, "api": { "scaling": { "maxInstanceCount": 2 }, "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "run" } ] } } } ] } },
  "subnets": { "run": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect output contains demo-backend-00041-abc is not used as the target: its subnet old does not exist any more
expect traffic demo-backend demo-backend-00040-def=100
