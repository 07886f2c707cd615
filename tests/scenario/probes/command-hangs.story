# The suite hangs and ignores SIGTERM. rungate kills it with all its child processes, and it has failed.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "sh", "p1.sh" ]; timeout = "500ms"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file p1.sh
trap "" TERM; sh -c 'trap "" TERM; while :; do sleep 0.1; done' & while :; do sleep 0.1; done
== run
rungate check
expect exit 3
expect evidence facts.probes.p1.timedOut && facts.probes.p1.signal == 9 && facts.probes.p1.exitCode == 137
expect output contains tests-ended p1: it did not end in time
