# A cleanup policy deleted the image of the last release, although its revision is Ready. It is passed over, and the
# one before it is taken.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "registry": { "images": { "demo-backend-00041-abc": { "gone": true } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
policies = [ "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00040-old=100
expect requests PATCH * 1
expect evidence facts.services.backend.baseline.imageState == 'GONE' && !has(facts.services.backend.baseline.imageAgeSeconds)
expect evidence facts.services.backend.candidate.imageState == 'PRESENT' && facts.services.backend.candidate.imageAgeSeconds > 100
expect evidence facts.services.backend.wayBack.depth == 1 && facts.services.backend.wayBack.target == 'demo-backend-00040-old 100 %' && !has(facts.services.backend.wayBack.expiresAt)
expect evidence said.exists(s, s.contains('00041-abc is not used as the target: its image us-docker.pkg.dev/demo/r/demo-backend@sha256:') && s.contains('does not exist any more in repository r'))
expect requests GET */repositories/r <= 2
