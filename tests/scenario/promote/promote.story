# promote: a --no-traffic deploy is probed at its tag URL, gets traffic in steps, and ends on LATEST as before.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate snapshot
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 } ] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } } ]
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 100 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } ]

rungate promote --steps 20,100 --step-time 200ms
expect exit 0
expect evidence verdict == 'passed' && action == 'promoted'
expect evidence timeline.filter(e, e.event == 'step').map(e, e.detail) == ['20 %', '100 %', 'LATEST']
expect evidence services.backend.trafficBefore.exists(t, t.revision == 'demo-backend-00041-abc' && t.percent == 100)
expect desired demo-backend LATEST=100,demo-backend-00042-xyz=0#next
expect requests PATCH * 3
expect output contains PROMOTED
rungate status
expect output lacks pinned
rungate audit
expect exit 0
rungate replay @DIR@/.rungate/evidence
expect exit 0
