# `identity` is CEL over the answer of a probe. A name that this kind of probe does not have is reported before any call
# is made.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file websocket.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { agent = { websocket = { service = "backend"; path = "/ws"; identity = "haeders['x-revision']"; }; }; };
== file grpc.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { grpc = { service = "backend"; identity = "headers['x-revision'] == 'a'"; }; }; };
== file journey.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { chat = { journey = ( { name = "talk"; websocket = { service = "backend"; path = "/ws"; identity = "body"; }; } ); }; };
== run
rungate lint -c websocket.cfg
expect exit 2
expect output contains probes.agent.identity: 
expect output contains there is no "haeders" here; did you mean "headers"?
rungate lint -c grpc.cfg
expect exit 2
expect output contains probes.health.identity: 
rungate lint -c journey.cfg
expect exit 2
expect output contains step talk.identity: 
expect output contains there is no "body" here
expect no requests
