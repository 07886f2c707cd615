# rollback.resume_age: an older rollback is resumed only by resume --force.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "PATCH", "path": "*", "times": 1, "delay_ms": 2000, "status": 503 } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate verify
await PATCH * 1
signal KILL
finish
rungate resume --set rollback.resume_age=1ms
expect exit 3
expect output contains its age exceeds rollback.resume_age (1ms)
expect output contains rungate resume --force
expect requests PATCH * 1
cloud apply [ { "service": "demo-backend", "app": { "/health": { "status": 200 } } } ]
rungate check --set rollback.resume_age=1ms --candidate backend=demo-backend-00042-xyz
expect exit 0
expect output contains did not finish and is not resumed
sh mv .rungate/evidence ended
sh grep -v '"event":"end"' .rungate/journal/*.jsonl > story && cat story > .rungate/journal/$(ls .rungate/journal | grep jsonl)
rungate resume --set rollback.resume_age=1ms --force
expect exit 0
expect evidence action == 'rolled_back'
expect traffic demo-backend demo-backend-00041-abc=100
