# A run that lent tags is killed: the next run uses them and takes them away at its end.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 1600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
comparisons = { backend_health = { probe = "health"; of = "probes"; }; };
policies = [ "builtin:comparison" ];
gate = { warmup = "0s"; interval = "40ms"; passes = 2; failures = 3; deadline = "10s"; };
rollback = { confirm = "3s"; deadline = "5s"; try_tag = true; };
== run
background rungate verify --set gate.passes=1000
await PATCH * 1
sh sleep 0.5
signal KILL
finish
expect desired demo-backend LATEST=100,demo-backend-00041-abc=0#rungate-try,demo-backend-00042-xyz=0#rungate-try-2
rungate verify
expect exit 0
expect desired demo-backend LATEST=100
expect requests PATCH * 2
