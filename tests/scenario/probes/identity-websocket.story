# Two revisions share the traffic and the old one rejects the WebSocket upgrade. `identity` over the answer to the
# upgrade distinguishes them.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": { "/ws": { "status": 503 } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/ws": { "websocket": { "wait": true, "messages": [ { "type": "pong", "n": 7 } ] } } } } ],
    "traffic": [ { "revision": "demo-backend-00041-abc", "percent": 60 }, { "revision": "demo-backend-00042-xyz", "percent": 40 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { agent = { websocket = { service = "backend"; path = "/ws"; send = [ "{\"type\":\"ping\"}" ]; events = [ "pong" ];
                                   identity = "headers['x-revision']"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== file policy.cfg
rules = ( { id = "agent"; severity = "critical"; expression = "probes.agent.ok && probes.agent.json.n == 7"; } );
== run
rungate verify
expect exit 0
expect evidence verdict == 'passed' && facts.probes.agent.ok && facts.probes.agent.identity == 'demo-backend-00042-xyz'
expect evidence facts.probes.agent.others > 0 && facts.probes.agent.attempts == facts.probes.agent.others + 1
expect requests PATCH * 0
