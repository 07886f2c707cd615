# A journey uses names that no step captures, or captures that its step cannot provide. These are errors in the config,
# and no call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { 
  journey = { journey = (
    { name = "login"; http = { service = "backend"; path = "/login"; timeout = "1s"; }; capture = { token = "json.access_token"; }; },
    { name = "chat"; http = { service = "backend"; path = "/chat"; timeout = "1s"; headers = { Authorization = "Bearer {{tokn}}"; }; }; } ); };
 };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== file early.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { journey = { journey = ( { name = "login"; http = { service = "backend"; path = "/login"; body = "{{token}}"; }; capture = { token = "json.access_token"; }; } ); }; };
== file syntax.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { journey = { journey = ( { name = "login"; http = { service = "backend"; path = "/login"; }; capture = { token = "json.access_token +"; }; } ); }; };
== file fact.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { journey = { journey = ( { name = "login"; http = { service = "backend"; path = "/login"; }; capture = { token = "jsn.access_token"; }; } ); }; };
== file twice.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { journey = { journey = ( { name = "login"; http = { service = "backend"; path = "/login"; }; capture = { token = "json.a"; }; }, { name = "again"; http = { service = "backend"; path = "/login"; }; capture = { token = "json.a"; }; } ); }; };
== file braces.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { journey = { journey = ( { name = "login"; http = { service = "backend"; path = "/login"; method = "POST"; body = "{\"a\":{\"b\":{{}}, {{ x }} {{"; }; } ); }; };
== run
rungate verify
expect exit 2
expect output contains step chat: headers.Authorization: no earlier step captures {{tokn}}; did you mean {{token}}?
expect no requests
rungate verify --config early.cfg
expect exit 2
expect output contains step login: body: no earlier step captures {{token}}
rungate verify --config syntax.cfg
expect exit 2
expect output contains capture token
rungate verify --config fact.cfg
expect exit 2
expect output contains there is no "jsn" here
rungate verify --config twice.cfg
expect exit 2
expect output contains {{token}} is already captured by another step
rungate lint --config braces.cfg
expect exit 0
expect no requests
