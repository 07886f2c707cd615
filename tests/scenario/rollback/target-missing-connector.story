# The VPC connector of the target was deleted. The candidate uses direct egress, and the config has no connector. The
# next older revision is used.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "vpcAccess": { "connector": "projects/demo/locations/us-central1/connectors/shared-vpc" } } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "vpcAccess": { "connector": "projects/demo/locations/us-central1/connectors/old-vpc" } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } },
        "api": { "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "default" } ] } } } ] } },
  "connectors": { "shared-vpc": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00040-old' && said.exists(s, s.contains('00041-abc is not used as the target: its VPC connector old-vpc does not exist any more'))
expect evidence timeline.exists(e, e.event == 'target_unfit' && e.detail.contains('old-vpc'))
expect requests GET *connectors/old-vpc 2
expect requests GET *connectors/shared-vpc 2
expect traffic demo-backend demo-backend-00040-old=100
