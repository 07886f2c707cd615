# Database, cache, connector and direct egress use the same network. The policy compares it by its short name.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "vpcAccess": { "networkInterfaces": [ { "network": "projects/host/global/networks/prod", "subnetwork": "run" } ] }, "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ],
          "env": [  ] } ] } } ] } },
  "sql": { "demo-db": { "settings": { "ipConfiguration": { "ipv4Enabled": false, "privateNetwork": "projects/demo/global/networks/prod" } }, "ipAddresses": [ { "type": "PRIVATE", "ipAddress": "10.1.0.2" } ] } },
  "redis": { "demo-cache": { "authorizedNetwork": "projects/demo/global/networks/prod" } },
  "connectors": { "demo-vpc": { "network": "other" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
connectors = { vpc = { connector = "demo-vpc"; every = "50ms"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "same-network"; severity = "critical"; expression = "sql.main.networkName == services.backend.candidate.networkName && redis.cache.networkName == sql.main.networkName"; },
  { id = "connector-network"; severity = "error"; each = "connectors"; expression = "it.networkName == sql.main.networkName"; } );
== run
rungate verify
expect exit 3
expect evidence rules.exists(r, r.id == 'same-network' && r.outcome == 'pass') && rules.exists(r, r.id == 'connector-network' && r.outcome == 'fail')
expect evidence facts.services.backend.candidate.egress == 'PRIVATE_RANGES_ONLY' && facts.services.backend.candidate.subnetwork == 'run'
expect evidence facts.sql.main.ipAddressTypes == ['PRIVATE'] && !facts.sql.main.ipv4Enabled
