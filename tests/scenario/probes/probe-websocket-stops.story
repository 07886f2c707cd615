# The server stops in the middle of its events: it closes with 1011 or sends nothing more.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00001-abc", "age_s": 86400 },
      { "name": "demo-backend-00002-xyz", "age_s": 120, "app": {
          "/closes": { "websocket": { "messages": [ { "data": { "event": "agent_started" } } ], "close": 1011 } },
          "/stops":  { "websocket": { "messages": [ { "data": { "event": "agent_started" } }, { "data": {} } ] } } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { closes = { websocket = { service = "backend"; path = "/closes"; events = [ "agent_started", "agent_completed" ];
                                    event_key = "data.event"; within = "1s"; timeout = "2s"; }; };
           stops  = { websocket = { service = "backend"; path = "/stops"; events = [ "agent_started", "agent_completed" ];
                                    event_key = "data.event"; within = "150ms"; timeout = "2s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "8s"; };
== file policy.cfg
rules = ( { id = "closes"; severity = "critical"; expression = "probes.closes.ok"; message = "probes.closes.error"; },
          { id = "stops"; severity = "critical"; expression = "probes.stops.ok"; message = "probes.stops.error"; } );
== run
rungate check
expect exit 3
expect output contains the server closed the connection (1011) before agent_completed; the last event was agent_started
expect output contains agent_completed did not arrive within 150ms; the last event was agent_started
expect evidence facts.probes.closes.closeCode == 1011 && facts.probes.stops.missing == ['agent_completed'] && facts.probes.stops.unnamed == 1
expect evidence has(facts.probes.stops.eventMs.agent_started)
