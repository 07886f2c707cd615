# A secret that the target mounts as a file was destroyed. A sidecar of the next target needs a disabled one. Both
# targets are rejected.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-one", "age_s": 984000 },
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend:1", "ports": [ { "containerPort": 8080 } ] },
          { "name": "collector", "image": "us-docker.pkg.dev/demo/r/collector:1", "env": [ { "name": "TOKEN", "valueSource": { "secretKeyRef": { "secret": "collector-token", "version": "1" } } } ] } ] } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "volumes": [ { "name": "keys", "secret": { "secret": "tls-key", "items": [ { "path": "key.pem", "version": "4" } ] } } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } },
        "api": { "volumes": [ { "name": "keys", "secret": { "secret": "tls-key", "items": [ { "path": "key.pem", "version": "5" } ] } } ] } } ] } },
  "secrets": { "tls-key": { "versions": { "4": "DESTROYED", "5": "ENABLED" } }, "collector-token": { "versions": { "1": "DISABLED" } } } }
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
expect evidence said.exists(s, s.contains('00041-abc is not used as the target: its secret tls-key, version 4 is DESTROYED'))
expect evidence said.exists(s, s.contains('00040-old is not used as the target: its secret collector-token, version 1 is DISABLED'))
expect traffic demo-backend demo-backend-00039-one=100
