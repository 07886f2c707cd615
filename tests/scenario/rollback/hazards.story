# Side effects of a rollback are reported before the move: latest secrets, differences in configuration, cold starts,
# and sessions that stay.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "a", "ports": [ { "containerPort": 8080 } ], "resources": { "limits": { "memory": "512Mi", "cpu": "1000m" } }, "env": [ { "name": "DB_HOST", "value": "10.0.0.1" }, { "name": "OLD_FLAG", "value": "1" }, { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "latest" } } } ] } ] } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } }, "api": { "timeout": "3600s", "containers": [ { "image": "b", "ports": [ { "containerPort": 8080 } ], "resources": { "limits": { "memory": "1Gi", "cpu": "1000m" } }, "env": [ { "name": "DB_HOST", "value": "10.0.0.2" }, { "name": "DB_PASS", "valueSource": { "secretKeyRef": { "secret": "db-pass", "version": "latest" } } } ] } ] } } ] } } }
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
expect evidence said.exists(s, s.contains('reads the secret db-pass at its latest version'))
expect evidence said.exists(s, s.contains('image, memory (MiB) 1024 -> 512') && s.contains('DB_HOST has another value') && s.contains('with OLD_FLAG'))
expect evidence said.exists(s, s.contains('no minimum instances')) && said.exists(s, s.contains('3600 s at most'))
expect output lacks 10.0.0.1
