# The snapshot records the URI of the service. The probe is sent together with the first read, and its answer counts
# once the service was read.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "uid": "00000000-0000-4000-8000-000000000001", "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "20s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 3; deadline = "50s"; };
== file remember
mkdir -p -m 700 .rungate
at=$(date -u -d '-20 minutes' +%Y-%m-%dT%H:%M:%S.000Z)
printf '{"rungate":"1","takenAt":"%s","services":{"backend":{"service":"projects/demo/locations/us-central1/services/demo-backend","uid":"00000000-0000-4000-8000-000000000001","uri":"@URI:demo-backend@","traffic":[{"revision":"demo-backend-00041-abc","percent":100}]}}}\n' "$at" > .rungate/baseline.json
chmod 600 .rungate/baseline.json
== run
sh sh remember
background rungate verify
await GET */health 1
expect requests GET */services/demo-backend <= 1
finish
expect exit 0
expect evidence rounds.size() <= 2 && facts.probes.health.ok && facts.probes.health.attempts == 1
expect requests GET */health 1
