# promote: the candidate of one of two services already has its traffic. A lower step does not reduce it.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ],
      "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 40 }, { "revision": "demo-backend-00042-xyz", "percent": 60 } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ],
      "traffic": [ { "revision": "demo-auth-00017-abc", "percent": 100 }, { "revision": "demo-auth-00018-xyz", "tag": "next" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; auth = { http = { service = "auth"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
background rungate promote backend auth --steps 20,100 --step-time 1500ms
await PATCH * 1
sh sleep 0.8
expect desired demo-backend demo-backend-00041-abc=40,demo-backend-00042-xyz=60
finish
expect exit 0
expect desired demo-backend demo-backend-00042-xyz=100
expect desired demo-auth demo-auth-00018-xyz=100,demo-auth-00018-xyz=0#next
expect requests PATCH * 3
