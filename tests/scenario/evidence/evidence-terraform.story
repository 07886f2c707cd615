# A Terraform state contains secrets. Evidence holds only the parts that the default drift rules read, and no file
# contains a secret.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "body": { "status": "healthy", "token": "b0dy-c4nary" } } } } ] } },
  "sql": { "demo-db": {} }, "redis": { "demo-cache": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; expect = "status == 200 && json.status == 'healthy'"; }; }; };
sql = { db = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
data = { declared = "terraform.json"; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file terraform.json
{ "format_version": "1.0", "values": { "outputs": { "url": { "sensitive": true, "value": "0utput-c4nary", "type": "string" } }, "root_module": { "resources": [
  { "address": "google_redis_instance.c", "mode": "managed", "type": "google_redis_instance", "name": "c",
    "values": { "name": "demo-cache", "tier": "STANDARD_HA", "memory_size_gb": 5, "auth_string": "r3dis-c4nary" }, "sensitive_values": { "auth_string": true } },
  { "address": "google_secret_manager_secret_version.v", "mode": "managed", "type": "google_secret_manager_secret_version", "name": "v",
    "values": { "secret_data": "payl0ad-c4nary", "enabled": true }, "sensitive_values": { "secret_data": true } },
  { "address": "random_id.r", "mode": "managed", "type": "random_id", "name": "r", "values": { "hex": "unmarked-c4nary" }, "sensitive_values": {} },
  { "address": "google_sql_user.u", "mode": "managed", "type": "google_sql_user", "name": "u",
    "values": { "name": "app", "password": "passw0rd-c4nary" }, "sensitive_values": { "password": true } } ] } } }
== file asks.cfg
rules = (
  { id = "up"; severity = "critical"; expression = "probes.health.ok"; },
  { id = "declared"; severity = "critical"; expression = "has(data.declared.values.outputs.url) && data.declared.values.root_module.resources.size() == 4"; },
  { id = "marked"; severity = "warning"; expression = "data.declared.values.root_module.resources[3].values.password == ''"; message = "'it is ' + data.declared.values.root_module.resources[3].values.password"; },
  { id = "all-on"; severity = "warning"; expression = "data.declared.values.root_module.resources.all(r, has(r.values.enabled))"; },
  { id = "quoted"; severity = "warning"; expression = "data.declared.values.outputs.url.value < 3"; },
  { id = "user"; severity = "warning"; expression = "data.declared.values.root_module.resources.exists(r, r.type == 'google_sql_user' && r.values.name == 'nobody')"; } );
== run
rungate facts
expect exit 0
expect output contains unmarked-c4nary
expect output lacks r3dis-c4nary
expect output lacks payl0ad-c4nary
expect output lacks 0utput-c4nary
expect output lacks passw0rd-c4nary
rungate verify --evidence one.json
expect exit 0
expect evidence rules.exists(r, r.id == 'redis-as-declared' && r.outcome == 'fail' && r.message.contains('differs from the declaration'))
expect nowhere c4nary
rungate audit
expect exit 0
sh cp one.json evidence.json && mkdir -p out
rungate report --format html -o out/report.html one.json
expect exit 0
expect nowhere c4nary
rungate verify -v --policy asks.cfg
expect exit 0
expect evidence rules.exists(r, r.id == 'declared' && r.outcome == 'pass') && rules.exists(r, r.id == 'marked' && r.outcome == 'fail')
rungate audit
expect exit 0
expect output contains it reads a value that evidence does not hold
expect evidence rules.exists(r, r.id == 'user' && r.outcome == 'fail' && r.values.contains('google_redis_instance'))
expect nowhere c4nary
rungate verify --set evidence.keep=data.declared
expect exit 0
expect evidence facts.data.declared.values.root_module.resources[2].values.hex == 'unmarked-c4nary'
expect nowhere r3dis-c4nary
expect nowhere payl0ad-c4nary
expect nowhere 0utput-c4nary
expect nowhere passw0rd-c4nary
