# An invalid URL is reported before any call is made. audit does not need a URL that comes from an environment variable.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
notify = ( { url = "hooks.example.com/x"; } );
== file good.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
== file websocket.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
notify = ( { url = "wss://hooks.example.com/x"; } );
== file variable.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { url = "${HEALTH}/health"; }; }; };
notify = ( { url = "${HOOK}"; } );
== run
rungate lint
expect exit 2
expect output contains notify[0]: url hooks.example.com/x: is not a URL
rungate verify
expect exit 2
rungate verify -c websocket.cfg
expect exit 2
expect output contains must begin with http:// or https://
rungate snapshot -c good.cfg
expect exit 0
rungate rollback backend -c good.cfg --to demo-backend-00041-abc
expect exit 0
rungate audit -c variable.cfg
expect exit 0
rungate report -c variable.cfg
expect exit 0
rungate lint -c variable.cfg
expect exit 2
expect output contains the environment variable HEALTH is not set
