# A gRPC health check is also sent together with the first read. The server here has no gRPC, and its answer counts.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "uid": "00000000-0000-4000-8000-000000000001", "tls": {}, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; ca_file = "ca.pem";
services = { backend = { service = "demo-backend"; }; };
probes = { rpc = { grpc = { service = "backend"; timeout = "20s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 1; deadline = "50s"; };
== file remember
mkdir -p -m 700 .rungate
at=$(date -u -d '-20 minutes' +%Y-%m-%dT%H:%M:%S.000Z)
printf '{"rungate":"1","takenAt":"%s","services":{"backend":{"service":"projects/demo/locations/us-central1/services/demo-backend","uid":"00000000-0000-4000-8000-000000000001","uri":"@URI:demo-backend@","traffic":[{"revision":"demo-backend-00041-abc","percent":100}]}}}\n' "$at" > .rungate/baseline.json
chmod 600 .rungate/baseline.json
== run
sh sh remember
background rungate check
await POST */grpc.health.v1.Health/Check 1
expect requests GET */services/demo-backend <= 1
finish
expect exit 3
expect evidence rounds.size() == 1 && facts.probes.rpc.attempts == 1 && facts.probes.rpc.error.contains('instead of gRPC')
expect requests POST */grpc.health.v1.Health/Check 1
