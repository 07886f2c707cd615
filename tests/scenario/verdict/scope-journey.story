# A journey belongs to the services of all its steps. With scope = "service", only the service of the failed step is
# rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100 } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/chat": { "status": 503 } } } ] },
    "demo-rooms": { "revisions": [ { "name": "demo-rooms-00008-abc", "age_s": 864000 }, { "name": "demo-rooms-00009-xyz", "age_s": 110 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; rooms = { service = "demo-rooms"; }; };
probes = { talk = { journey = ( { name = "login"; http = { service = "auth"; path = "/login"; timeout = "1s"; }; },
                                { name = "chat"; http = { service = "backend"; path = "/chat"; timeout = "1s"; }; },
                                { name = "room"; http = { service = "rooms"; path = "/room"; timeout = "1s"; }; } ); }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { scope = "service"; confirm = "3s"; deadline = "5s"; };
== run
rungate check rooms
expect exit 3
expect evidence rules.exists(r, r.id == 'probe-ok' && r.key == 'talk' && r.outcome == 'fail')
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00002-xyz=100
expect traffic demo-rooms demo-rooms-00009-xyz=100
expect requests PATCH * 1
