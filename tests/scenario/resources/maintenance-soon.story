# Maintenance within a day is reported; maintenance next week is not.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": { "scheduledMaintenance": { "startTime": "2026-01-01T00:00:00Z" }, "maintenanceVersion": "POSTGRES_15.R1", "availableMaintenanceVersions": [ "POSTGRES_15.R2" ] } },
  "redis": { "demo-cache": { "maintenanceSchedule": { "startTime": "2099-01-01T00:00:00Z", "endTime": "2099-01-01T01:00:00Z" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
sql = { main = { instance = "demo-db"; }; };
redis = { cache = { instance = "demo-cache"; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = (
  { id = "ready"; severity = "critical"; expression = "services.backend.candidate.ready"; } );
== run
rungate verify
expect exit 0
expect evidence facts.sql.main.maintenance == '2026-01-01T00:00:00Z' && !facts.sql.main.maintenanceSoon && facts.sql.main.updateAvailable
expect evidence facts.redis.cache.maintenance.startsWith('2099') && !facts.redis.cache.maintenanceSoon && facts.sql.main.diskSizeGb == 10
