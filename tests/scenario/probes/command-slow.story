# Rounds do not wait for the suite. A failing health check causes a rollback while the suite runs; the suite is stopped
# and started again.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; p1 = { command = { argv = [ "sh", "p1.sh" ]; timeout = "60s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "70s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
[ -f ran ] && exit 0; touch ran; exec sleep 600
== run
rungate verify
expect exit 1
expect evidence rules.exists(r, r.key == 'p1' && r.outcome == 'unknown' && r.message.contains('has not ended yet'))
expect evidence services.backend.restored
expect file ran
