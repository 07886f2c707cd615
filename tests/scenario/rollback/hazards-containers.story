# Before traffic moves, differences of every container are said, each with the container's name.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "api": { "scaling": { "minInstanceCount": 1 } }, "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "name": "app", "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "MODE", "value": "a" } ] },
          { "name": "collector", "image": "us-docker.pkg.dev/demo/r/collector:1", "resources": { "limits": { "memory": "256Mi" } }, "env": [ { "name": "MODE", "value": "b" }, { "name": "LEVEL", "value": "info" } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } }, "api": { "containers": [ { "name": "app", "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ], "env": [ { "name": "MODE", "value": "a" } ] },
          { "name": "collector", "image": "us-docker.pkg.dev/demo/r/collector:2", "resources": { "limits": { "memory": "512Mi" } }, "env": [ { "name": "MODE", "value": "c" } ] } ] } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect evidence said.exists(s, s == 'backend: compared with the candidate, demo-backend-00041-abc differs in: memory (MiB) 1024 -> 768, image of collector, memory of collector, MODE of collector, LEVEL of collector')
expect evidence facts.services.backend.changes.containers.changed.exists(c, c == 'collector.image') && !has(facts.services.backend.changes.image)
expect evidence size(facts.services.backend.candidate.containers.collector.env.MODE) == 16 && facts.services.backend.candidate.containers.collector.env.MODE != facts.services.backend.baseline.containers.collector.env.MODE
