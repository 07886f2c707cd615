# As planted-snapshot-tracked.story, with a folder that `state` names.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "uid": "00000000-0000-4000-8000-000000000001", "revisions": [
      { "name": "demo-backend-00039-old", "age_s": 8640000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; state = "memory";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; snapshot_age = "2400h"; };
== file plant
mkdir -p -m 700 memory
at=$(date -u -d '-10 minutes' +%Y-%m-%dT%H:%M:%S.000Z)
printf '{"rungate":"1","takenAt":"%s","services":{"backend":{"service":"projects/demo/locations/us-central1/services/demo-backend","uid":"00000000-0000-4000-8000-000000000001","traffic":[{"revision":"demo-backend-00039-old","percent":100}]}}}\n' "$at" > memory/baseline.json
git init -q . && git add -f memory
== run
sh sh plant
rungate verify --no-rollback
expect exit 3
expect output contains files in memory are not trusted and are ignored when the rollback target is chosen: git tracks memory; run: git rm -r --cached memory
expect output lacks demo-backend-00039-old
rungate verify --set state.unsafe=true --no-rollback
expect exit 3
expect output lacks not trusted
expect output contains demo-backend-00039-old
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
