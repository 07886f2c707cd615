# An order to roll back looks at the images too: of both parts of a split, and of all their containers. A dead one is
# passed over. Each image and each repository is requested once; --dry-run does the same.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "reconcile_ms": 0, "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/demo-backend@sha256:4141414141414141414141414141414141414141414141414141414141414141", "ports": [ { "containerPort": 8080 } ] },
          { "name": "collector", "image": "us-docker.pkg.dev/demo/tools/collector@sha256:0000000000000000000000000000000000000000000000000000000000000001" } ] } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00040-old", "percent": 30 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" }, "traffic": [ { "latest": true, "percent": 100 } ] }, { "registry": { "images": { "collector@sha256:0000000000000000000000000000000000000000000000000000000000000001": { "gone": true } } } } ]
rungate rollback backend --dry-run
expect exit 0
expect output contains demo-backend-00040-old
expect requests GET */dockerImages/collector* 1
expect requests GET */repositories/tools 1
rungate rollback backend
expect exit 0
expect traffic demo-backend demo-backend-00040-old=100
expect evidence said.exists(s, s.contains('demo-backend-00041-abc is passed over: its image us-docker.pkg.dev/demo/tools/collector@sha256:000000000000 does not exist any more in repository tools'))
expect requests GET */dockerImages/collector* 2
expect requests PATCH * 1
