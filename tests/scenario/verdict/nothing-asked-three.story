# Only one of three services is probed. The output names the two others, each with a probe to paste.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120 } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00017-abc", "age_s": 864000 }, { "name": "demo-auth-00018-xyz", "age_s": 110 } ] },
    "demo-in": { "revisions": [ { "name": "demo-in-00001-abc", "age_s": 864000 }, { "name": "demo-in-00002-xyz", "age_s": 100, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/in:1",
      "ports": [ { "name": "h2c", "containerPort": 8080 } ], "startupProbe": { "grpc": { "port": 8080, "service": "shop.In" } } } ] } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; inner = { service = "demo-in"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate verify
expect exit 5
expect output contains not tested: auth, inner (no probe, command, metric or log)
expect output contains add to the config's probes
expect evidence next.exists(n, n == '  auth_health = { http = { service = "auth"; path = "/"; expect = "status < 500"; }; };')
expect evidence next.exists(n, n == '  inner_health = { grpc = { service = "inner"; name = "shop.In"; }; };')
expect evidence services.backend.asked && !services.auth.asked && !services.inner.asked
rungate verify backend
expect exit 0
