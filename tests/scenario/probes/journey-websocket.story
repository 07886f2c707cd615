# A journey from login to a reply of the agent. The second step opens the WebSocket with the token of the first.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": {
        "/login": { "body": { "access_token": "t0k-c4n4ry" } },
        "/ws": { "needs": { "authorization": "Bearer t0k-c4n4ry" }, "websocket": { "wait": true, "messages": [ { "type": "agent_started" }, { "type": "agent_completed", "echo": "t0k-c4n4ry" } ] } } }  } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { 
  login_to_reply = { journey = (
    { name = "login"; http = { service = "backend"; path = "/login"; method = "POST"; body = "${LOGIN_BODY}"; timeout = "1s"; };
      capture = { token = "json.access_token"; }; },
    { name = "chat"; websocket = { service = "backend"; path = "/ws"; events = [ "agent_started", "agent_completed" ]; within = "2s"; timeout = "1s";
      headers = { Authorization = "Bearer {{token}}"; }; send = [ "{\"type\":\"chat\",\"token\":\"{{token}}\"}" ]; };
      capture = { first = "events[0]"; }; } ); };
 };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
env LOGIN_BODY=p4ssw0rd
rungate verify -v
expect exit 0
expect evidence facts.probes.login_to_reply.ok && facts.probes.login_to_reply.steps.chat.status == 101 && facts.probes.login_to_reply.steps.chat.missing == []
expect output lacks c4n4ry
expect output lacks p4ssw0rd
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00043-new", "app": { "/login": { "body": { "access_token": "wr0ng-c4n4ry" } }, "/ws": { "needs": { "authorization": "Bearer another" }, "websocket": { "wait": true, "messages": [] } } } } } ]
rungate verify
expect exit 1
expect output contains step chat: the upgrade was refused: 401
expect output lacks c4n4ry
expect evidence !facts.probes.login_to_reply.steps.chat.ok && facts.probes.login_to_reply.steps.login.ok && services.backend.restored
