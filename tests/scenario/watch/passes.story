# The bake of a release that passed: it is judged until the time is over, nothing is sent, and the evidence is audited.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; release_window = "1ms"; };
== run
rungate verify
expect exit 0
rungate watch --bake 1s
expect exit 0
expect evidence command == 'watch' && verdict == 'passed' && action == 'none' && exitCode == 0
expect evidence watch.rounds > 3 && !watch.once && watch.failedRows == {} && durationMs >= 1000
expect evidence reason.contains('the bake is over')
expect output contains PASSED
expect requests PATCH * 0
rungate audit
expect exit 0
