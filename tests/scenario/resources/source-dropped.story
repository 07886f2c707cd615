# The build dropped a folder that the program needs, and the image of another service was built from another commit. The
# release is not approved, and both are reported.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "labels": { "commit-sha": "v1" } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "commit-sha": "v1" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
source = { repository = "."; commit = "v2"; required_paths = [ "backend/monitoring/**" ]; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file backend/monitoring/a.py
1
== file backend/app.py
1
== file .dockerignore
**/monitoring
== run
sh git init -q .; git add backend; git commit -qm one; git tag v1; echo 2 > backend/app.py; git add .dockerignore backend; git commit -qm two; git tag v2
rungate verify
expect exit 3
expect evidence facts.source.excluded == ['backend/monitoring/a.py'] && facts.source.deployed == {'backend': false}
expect output contains the build leaves out backend/monitoring/a.py, which the program needs; add an exception to the ignore file (!backend/monitoring/a.py)
expect output contains backend was built from v1, and not from
expect traffic demo-backend demo-backend-00042-xyz=100
