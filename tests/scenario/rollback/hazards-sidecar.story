# The service keeps a minimum instance, so no cold start is predicted. Differences are reported for each sidecar by
# name.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "api": { "scaling": { "minInstanceCount": 1 } }, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "name": "app", "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ] },
          { "name": "collector", "image": "us-docker.pkg.dev/demo/r/collector:1" }, { "name": "proxy", "image": "us-docker.pkg.dev/demo/r/proxy:1" } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } }, "api": { "containers": [ { "name": "app", "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ] },
          { "name": "collector", "image": "us-docker.pkg.dev/demo/r/collector:2" }, { "name": "cache", "image": "us-docker.pkg.dev/demo/r/cache:1" } ] } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence said.exists(s, s == 'backend: compared with the candidate, demo-backend-00041-abc differs in: image of collector, without container cache, with container proxy')
expect evidence !said.exists(s, s.contains('cold start'))
expect evidence facts.services.backend.candidate.sidecars.collector.endsWith('collector:2') && facts.services.backend.changes.sidecars.from.collector.endsWith('collector:1')
expect traffic demo-backend demo-backend-00041-abc=100
