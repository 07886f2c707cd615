# Without a config, and without a path in the revision, "/" is probed. A server error is rolled back. A 404 of the
# application counts as an answer. A rejection says nothing. /healthz is reserved by Google.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "*": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00007-abc", "age_s": 864000 }, { "name": "demo-auth-00008-xyz", "age_s": 120, "app": { "*": { "status": 404 } } } ] },
    "demo-kept": { "revisions": [ { "name": "demo-kept-00001-abc", "age_s": 864000 }, { "name": "demo-kept-00002-xyz", "age_s": 120, "api": { "containers": [
      { "image": "us-docker.pkg.dev/demo/r/kept:1", "ports": [ { "containerPort": 8080 } ], "startupProbe": { "httpGet": { "path": "/healthz" } } } ] } } ] },
    "demo-inner": { "revisions": [ { "name": "demo-inner-00001-abc", "age_s": 864000 }, { "name": "demo-inner-00002-xyz", "age_s": 120, "app": { "*": { "status": 403 } } } ] } } }
== run
rungate verify demo-backend --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s --set rollback.confirm=3s
expect exit 1
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'demo_backend_health' && r.outcome == 'fail' && r.message.contains('answered 503, expected status < 500'))
expect traffic demo-backend demo-backend-00041-abc=100
rungate verify demo-auth --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s
expect exit 0
expect evidence facts.probes.demo_auth_health.status == 404 && services.demo_auth.reachedBy == ['probes.demo_auth_health'] && services.demo_auth.asked
rungate verify demo-inner --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=1s
expect exit 5
expect output contains auth = "id_token"
expect requests PATCH */demo-inner* 0
rungate verify demo-auth --project demo --region us-central1 --policy builtin:cloud-run --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s
expect exit 5
expect output contains not tested: demo_auth (no critical or error rule reads probes.demo_auth_health)
expect output contains to judge its answer, add: --policy builtin:endpoints
expect output lacks asked = false
rungate verify demo-kept --project demo --region us-central1 --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s
expect exit 0
expect evidence facts.probes.demo_kept_health.ok && requests.exists(q, q.path == '/') && !requests.exists(q, q.path == '/healthz')
