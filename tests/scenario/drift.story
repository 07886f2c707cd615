# What Terraform declares is held against what is: a connector that somebody made smaller is said.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "redis": { "demo-cache": {} }, "connectors": { "demo-vpc": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
redis = { cache = { instance = "demo-cache"; }; };
connectors = { vpc = { connector = "demo-vpc"; }; };
data = { declared = "terraform.json"; };
policies = [ "builtin:cloud-run", "builtin:endpoints", "builtin:drift" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file terraform.json
{ "format_version": "1.2", "terraform_version": "1.9.0", "values": { "root_module": {
  "resources": [ { "address": "google_redis_instance.cache", "type": "google_redis_instance", "name": "cache", "values": { "name": "demo-cache", "tier": "BASIC", "memory_size_gb": 1 } } ],
  "child_modules": [ { "address": "module.net", "resources": [
    { "address": "module.net.google_vpc_access_connector.vpc", "type": "google_vpc_access_connector", "name": "vpc", "values": { "name": "demo-vpc", "machine_type": "e2-standard-4", "min_instances": 2, "max_instances": 10 } } ] } ] } } }
== run
rungate verify
expect exit 0
expect evidence rules.exists(r, r.id == 'connector-as-declared' && r.outcome == 'fail' && r.message.contains('e2-micro'))
expect evidence rules.exists(r, r.id == 'redis-as-declared' && r.outcome == 'pass') && rules.exists(r, r.id == 'sql-as-declared' && r.outcome == 'skipped')
expect output contains not as declared
