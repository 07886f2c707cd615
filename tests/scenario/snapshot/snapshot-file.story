# The snapshot of a passing state is kept, whatever the file name. --force replaces it, and unobserved values are not
# recorded.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate verify backend
expect exit 0
rungate snapshot -o before.json
expect exit 0
expect output contains recorded in before.json
expect text before.json contains "uri": "@URI:demo-backend@"
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
rungate snapshot -o before.json
expect exit 0
expect output contains the snapshot was not replaced
expect output contains has no passing verdict
rungate snapshot -o before.json --force
expect exit 0
rungate snapshot -o after.json
expect exit 0
expect file after.json
cloud apply [ { "faults": [ { "path": "*/services/demo-backend", "status": 403 } ] } ]
rungate snapshot -o never.json
expect exit 5
expect output contains no snapshot was taken
cloud apply [ { "faults": [] } ]
sh mkdir locked && touch locked/x
rungate snapshot -o locked
expect exit 74
expect output contains could not be written
