# promote: steps that do not increase to 100 are rejected before any call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate promote --steps 50,20,100
expect exit 2
expect output contains increasing percentages
rungate promote --steps 50
expect exit 2
expect output contains last step must be 100
rungate promote --min-requests many
expect exit 2
expect no requests
