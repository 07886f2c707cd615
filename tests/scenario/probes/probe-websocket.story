# The release rejects WebSocket upgrades while plain HTTP works. It is rolled back to the revision that accepts them.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00001-abc", "age_s": 86400, "app": { "/ws": { "websocket": { "wait": true, "messages": [
          { "type": "agent_started" }, { "type": "agent_thinking" }, { "type": "agent_completed" } ] } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; };
           agent = { websocket = { service = "backend"; path = "/ws"; send = [ "{\"type\":\"ping\"}" ];
                                   events = [ "agent_started", "agent_thinking", "agent_completed" ]; within = "2s"; timeout = "2s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; };
== file policy.cfg
rules = ( { id = "agent-events"; severity = "critical"; expression = "probes.agent.ok";
            message = "'the agent cannot be talked to: ' + probes.agent.error"; },
          { id = "health"; severity = "critical"; expression = "probes.health.ok"; } );
== run
rungate verify backend
expect exit 0
expect evidence facts.probes.agent.ok && facts.probes.agent.status == 101 && facts.probes.agent.closeCode == 1000
expect evidence facts.probes.agent.events == ['agent_started', 'agent_thinking', 'agent_completed'] && facts.probes.agent.missing == []
expect evidence facts.probes.agent.error == '' && facts.probes.agent.firstWrong == '' && facts.probes.agent.messages == 3
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00002-xyz", "app": { "/ws": { "status": 503 } } } } ]
rungate verify
expect exit 1
expect evidence verdict == 'failed' && action == 'rolled_back' && services.backend.restored
expect output contains the agent cannot be talked to: the upgrade was refused: 503
expect evidence facts.probes.agent.status == 503 && facts.probes.agent.missing.size() == 3 && facts.probes.health.ok
expect evidence requests.exists(r, r.path == '/ws' && r.status == 503) && requests.exists(r, r.path == '/ws' && r.status == 101)
expect traffic demo-backend demo-backend-00001-abc=100
