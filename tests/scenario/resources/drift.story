# Terraform's declarations, from any module, are compared with the live resources: a connector that someone reduced is
# reported. A plan declares nothing, and this is reported too. User rules can still read it.
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
  "child_modules": [ { "address": "module.a", "child_modules": [ { "address": "module.a.module.net", "resources": [
    { "address": "module.a.module.net.google_vpc_access_connector.other", "mode": "managed", "type": "google_vpc_access_connector", "name": "other", "values": { "name": "demo-vpc", "project": "demo", "region": "europe-west1", "machine_type": "e2-micro", "max_instances": 3 } },
    { "address": "module.a.module.net.google_vpc_access_connector.vpc", "mode": "managed", "type": "google_vpc_access_connector", "name": "vpc", "values": { "name": "demo-vpc", "project": "demo", "region": "us-central1", "machine_type": "e2-standard-4", "min_instances": null, "max_instances": 10 } },
    { "address": "data.google_redis_instance.read", "mode": "data", "type": "google_redis_instance", "name": "read", "values": { "name": "demo-cache", "tier": "STANDARD_HA", "memory_size_gb": 5 } } ] } ] } ] } } }
== file plan.json
{ "format_version": "1.2", "terraform_version": "1.9.0", "planned_values": { "root_module": {} }, "resource_changes": [] }
== file own.cfg
rules = ( { id = "own"; severity = "error"; expression = "data.declared.resource_changes == []"; message = "'changes'"; } );
== run
rungate verify
expect exit 0
expect evidence rules.exists(r, r.id == 'connector-as-declared' && r.outcome == 'fail' && r.message.contains('e2-micro'))
expect evidence rules.exists(r, r.id == 'redis-as-declared' && r.outcome == 'pass') && rules.exists(r, r.id == 'sql-as-declared' && r.outcome == 'skipped')
expect output contains differs from the declaration
rungate check --set data.declared=plan.json --set policies=builtin:cloud-run,builtin:drift,own.cfg
expect evidence rules.exists(r, r.id == 'connector-as-declared' && r.outcome == 'unknown' && r.message.contains('plan.json: the file is a Terraform plan'))
expect output contains the file is a Terraform plan
expect evidence rules.exists(r, r.id == 'own' && r.outcome == 'pass')
