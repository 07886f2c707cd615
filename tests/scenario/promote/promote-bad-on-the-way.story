# promote: the candidate fails with a part of the traffic. All traffic returns to the previous split.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00040-old", "age_s": 964000 },
      { "name": "demo-backend-00041-abc", "age_s": 864000 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; identity = "json.revision"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "4s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00040-old", "percent": 30 } ] }, { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz", "app": { "/health": { "after_requests": 6, "status": 503, "body": { "revision": "demo-backend-00042-xyz" } } } } } ]
cloud apply [ { "service": "demo-backend", "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 70 }, { "revision": "demo-backend-00040-old", "percent": 30 }, { "revision": "demo-backend-00042-xyz", "tag": "next" } ] } ]
rungate promote backend --steps 50,100 --step-time 500ms
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.baselineSource == 'before'
expect evidence timeline.exists(e, e.event == 'step' && e.detail == '50 %')
expect desired demo-backend demo-backend-00041-abc=70,demo-backend-00040-old=30,demo-backend-00042-xyz=0#next
expect requests PATCH * 2
rungate audit
expect exit 0
