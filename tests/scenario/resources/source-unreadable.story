# The commit or the repository cannot be read. The release does not pass. The changed files are unknown if the baseline
# commit is unknown.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "commit-sha": "v2" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
source = { repository = "."; commit = "v2"; required_paths = [ "backend/monitoring/**" ]; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "2s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file backend/monitoring/a.py
1
== file backend/app.py
1
== file .dockerignore
x
== run
sh git init -q .; git add backend; git commit -qm one; git tag v1; echo 2 > backend/app.py; git add .dockerignore backend; git commit -qm two; git tag v2
rungate check --set source.commit=v3
expect exit 5
expect output contains has no commit v3
rungate check --set source.repository=/
expect exit 5
expect output contains / is not in a git repository
rungate facts
expect exit 0
expect output contains no baseline revision states the commit it was built from
