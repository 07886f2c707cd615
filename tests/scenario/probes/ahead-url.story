# A URL in the config needs no memory: the probe leaves together with the first read, with all that the config says. The
# answer counts once the service was read.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "GET", "path": "*/services/demo-backend", "status": 503, "retry_after": "2", "times": 1 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { url = "@URI:demo-backend@/health?key=1"; service = "backend"; headers = { X-Key = "${E2E_KEY}"; }; timeout = "20s"; }; };
           bare = { http = { url = "@URI:demo-backend@/bare"; timeout = "20s"; }; };
           posted = { http = { url = "@URI:demo-backend@/posted"; service = "backend"; method = "POST"; timeout = "20s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 1; deadline = "50s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
env E2E_KEY=canary-of-the-header
background rungate verify
await GET */health* 1
await GET */bare 1
expect requests GET */services/demo-backend <= 1
expect requests POST */posted 0
finish
expect exit 1
expect evidence rounds.size() == 1 && services.backend.restored && facts.probes.bare.attempts == 1
expect traffic demo-backend demo-backend-00041-abc=100
