# rollback.hold reads a command that has not ended when the release has failed. The rollback waits for the command, which
# then permits it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; };
           migrated = { command = { argv = [ "sleep", "2" ]; timeout = "15s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 1; failures = 1; deadline = "20s"; };
rollback = { hold = "probes.migrated.exitCode != 0"; };
== run
rungate verify
expect exit 1
expect evidence action == 'rolled_back' && facts.probes.migrated.exitCode == 0
expect traffic demo-backend demo-backend-00041-abc=100
