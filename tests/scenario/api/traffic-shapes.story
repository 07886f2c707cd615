# The traffic split has a share with its own tag, one revision in several rows, and LATEST without traffic. Shares are
# merged and every tag keeps its revision.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 1, "tag": "old" }, { "latest": true, "percent": 99 }, { "latest": true, "tag": "newest" }, { "revision": "demo-backend-00042-xyz", "tag": "mine" }, { "revision": "demo-backend-00041-abc", "tag": "second" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect desired demo-backend demo-backend-00041-abc=100,demo-backend-00041-abc=0#old,LATEST=0#newest,demo-backend-00042-xyz=0#mine,demo-backend-00041-abc=0#second
rungate rollback backend --to demo-backend-00041-abc
expect exit 3
rungate rollback backend --to demo-backend-00041-abc --pin
expect exit 3
rungate promote backend --candidate backend=demo-backend-00040-old --steps 1,100 --step-time 100ms --follow-latest
expect exit 0
expect desired demo-backend demo-backend-00040-old=100,demo-backend-00041-abc=0#old,LATEST=0#newest,demo-backend-00042-xyz=0#mine,demo-backend-00041-abc=0#second
rungate status
expect exit 0
