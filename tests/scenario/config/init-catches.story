# The config that init writes probes every service. A deploy that answers 503 to all requests is rolled back with the
# config unchanged.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/": { "status": 404 } } } ] } } }
== run
rungate init demo-backend -o rungate.cfg --project demo --region us-central1
expect exit 0
rungate lint
expect output contains 1 services, 1 probes
expect output contains : ok
rungate status
expect output contains baseline   none: no older revision is known
rungate snapshot
rungate status
expect output contains baseline   none yet: the snapshot of 20
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "*": { "status": 503 } } } } ]
rungate verify --set gate.warmup=0s --set gate.interval=80ms --set gate.deadline=6s --set rollback.confirm=3s
expect exit 1
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'demo_backend_health' && r.outcome == 'fail')
expect traffic demo-backend demo-backend-00041-abc=100
