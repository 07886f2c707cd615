# The program or its working directory does not exist. The suite is unobserved, and the output says why.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { p1 = { command = { argv = [ "no-such-program" ]; timeout = "1s"; }; }; p2 = { command = { argv = [ "true" ]; dir = "no/such"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1500ms"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect output contains cannot start no-such-program: no such program in PATH
expect output contains no/such: No such file or directory
