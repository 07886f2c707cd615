# The rule of a journey fails although no step failed. All services of its steps are rolled back, and no other.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 800000 }, { "name": "demo-auth-00002-xyz", "age_s": 100 } ] },
    "demo-backend": { "revisions": [ { "name": "demo-backend-00041-abc", "age_s": 864000 }, { "name": "demo-backend-00042-xyz", "age_s": 120,
      "app": { "/chat": { "body": { "reply": "" } } } } ] },
    "demo-rooms": { "revisions": [ { "name": "demo-rooms-00008-abc", "age_s": 864000 }, { "name": "demo-rooms-00009-xyz", "age_s": 110 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { rooms = { service = "demo-rooms"; }; auth = { service = "demo-auth"; }; backend = { service = "demo-backend"; }; };
probes = { talk = { journey = ( { name = "login"; http = { service = "auth"; path = "/login"; timeout = "1s"; }; },
                                { name = "chat"; http = { service = "backend"; path = "/chat"; timeout = "1s"; }; } ); }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { scope = "service"; confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "reply"; severity = "critical"; expression = "probes.talk.ok && probes.talk.steps.chat.json.?reply.orValue('hi') != ''"; } );
== run
rungate verify
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00001-abc=100
expect traffic demo-rooms demo-rooms-00009-xyz=100
expect requests PATCH * 2
