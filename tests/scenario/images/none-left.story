# The images of all older revisions were deleted. No traffic is moved, and each is named with the reason; an order with
# --force moves traffic nevertheless, and Cloud Run refuses it. Later a live image brings the way back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "registry": { "images": { "demo-backend-00040-old": { "gone": true }, "demo-backend-00041-abc": { "gone": true } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect evidence action == 'not_moved' && reason.contains('demo-backend-00041-abc (its image us-docker.pkg.dev/demo/r/demo-backend@sha256:') && reason.contains('demo-backend-00040-old (its image us-docker.pkg.dev/demo/r/demo-backend@sha256:') && reason.contains('does not exist any more in repository r')
expect evidence facts.services.backend.wayBack.depth == 0 && !has(facts.services.backend.wayBack.target)
expect requests PATCH * 0
rungate rollback backend
expect exit 3
expect requests PATCH * 0
rungate status
expect output contains way back   none: no target can start any more: 
rungate rollback backend --force
expect exit 4
expect output contains Container import failed
expect evidence said.exists(s, s.contains('is not usable') && s.contains('--force keeps it'))
expect traffic demo-backend demo-backend-00042-xyz=100
cloud apply [ { "registry": { "images": { "demo-backend-00040-old": { "gone": false } } } } ]
rungate rollback backend
expect exit 0
expect traffic demo-backend demo-backend-00040-old=100
