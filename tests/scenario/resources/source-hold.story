# Migrations among the changes since the baseline hold a rollback.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "labels": { "commit-sha": "v1" } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "commit-sha": "v2" } }, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
source = { repository = "."; commit = "v2"; required_paths = [ "backend/monitoring/**" ]; };
gate = { warmup = "0s"; interval = "300ms"; passes = 2; failures = 8; deadline = "20s"; };
rollback = { hold = "source.changed.exists(p, p.startsWith('migrations/'))"; confirm = "5s"; deadline = "5s"; };
== file backend/monitoring/a.py
1
== file backend/app.py
1
== file .dockerignore
x
== run
sh git init -q .; git add backend; git commit -qm one; git tag v1; mkdir migrations; echo 1 > migrations/7.sql; git add migrations .dockerignore; git commit -qm two; git tag v2
rungate verify
expect exit 3
expect evidence action == 'not_moved' && facts.source.changed.exists(p, p.startsWith('migrations/'))
expect traffic demo-backend demo-backend-00042-xyz=100
