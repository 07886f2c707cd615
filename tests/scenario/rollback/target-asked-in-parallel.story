# The API of one service hangs and the target of the other was deleted. The next target of the other is checked without
# waiting for the first.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-auth": { "revisions": [
      { "name": "demo-auth-00011-abc", "age_s": 864000, "api": { "volumes": [ { "name": "db", "cloudSqlInstance": { "instances": [ "demo:us-central1:slow-db" ] } } ] } },
      { "name": "demo-auth-00012-xyz", "age_s": 120 } ] },
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-one", "age_s": 984000, "api": { "vpcAccess": { "connector": "vpc-a" } } },
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "vpcAccess": { "connector": "vpc-b" } } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "vpcAccess": { "connector": "vpc-c" } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "connectors": { "vpc-a": {}, "vpc-b": { "state": "DELETING" } }, "sql": { "slow-db": {} },
  "faults": [ { "path": "/v1/projects/demo/instances/*", "delay_ms": 20000 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth_health = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; patience = "1s"; };
== run
rungate verify
expect exit 1
expect evidence services.backend.baseline == 'demo-backend-00039-one' && said.exists(s, s.contains('VPC connector vpc-b is DELETING'))
expect traffic demo-backend demo-backend-00039-one=100
expect traffic demo-auth demo-auth-00011-abc=100
