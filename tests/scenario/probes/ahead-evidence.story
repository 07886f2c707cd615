# There is no snapshot, and the URI comes from the last evidence. A probe with a header or a query waits for the read of
# the service, as does one that could change something.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = {
  health = { http = { service = "backend"; path = "/health"; timeout = "20s"; }; };
  posted = { http = { service = "backend"; path = "/posted"; method = "POST"; }; };
  header = { http = { service = "backend"; path = "/header"; headers = { X-Key = "${E2E_KEY}"; }; }; };
  query  = { http = { service = "backend"; path = "/query?key=1"; }; };
};
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 3; deadline = "50s"; };
== run
env E2E_KEY=canary-of-the-header
rungate verify
expect exit 0
expect requests GET */health 1
cloud apply [ { "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 } ] } ]
background rungate verify
await GET */health 2
expect requests GET */services/demo-backend <= 3
expect requests POST */posted 1
expect requests GET */header 1
expect requests GET */query* 1
finish
expect exit 0
expect requests GET */health 2
expect requests GET */header 2
