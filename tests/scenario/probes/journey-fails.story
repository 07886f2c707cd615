# A step of a journey fails. The remaining steps are skipped, and the release is rolled back.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "app": {
        "/login": { "body": { "access_token": "t0k+n/c4n4ry\"q", "user": { "id": 7 }, "room": 123456 } },
        "/chat":  { "needs": { "authorization": "Bearer t0k+n/c4n4ry\"q", "body": "\"token\":\"t0k+n/c4n4ry\\\"q\",\"user\":7" }, "body": { "room": 123456, "echo": "you are t0k+n/c4n4ry\"q", "reply": "hi" } },
        "/room/123456": { "needs": { "query": "t=t0k+n/c4n4ry\"q" }, "body": { "reply": "hello" } } }  },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": {
        "/login": { "body": { "access_token": "t0k+n/c4n4ry\"q", "user": { "id": 7 }, "room": 123456 } },
        "/chat":  { "needs": { "authorization": "Bearer another", "body": "\"token\":\"t0k+n/c4n4ry\\\"q\",\"user\":7" }, "body": { "room": 123456, "echo": "you are t0k+n/c4n4ry\"q", "reply": "hi" } },
        "/room/123456": { "needs": { "query": "t=t0k+n/c4n4ry\"q" }, "body": { "reply": "hello" } } }  } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { 
  journey = { journey = (
    { name = "login"; http = { service = "backend"; path = "/login"; method = "POST"; body = "${LOGIN}"; timeout = "1s"; };
      capture = { token = "json.access_token"; user = "json.user.id"; room = "json.room"; }; },
    { name = "chat"; http = { service = "backend"; path = "/chat"; method = "POST"; timeout = "1s";
      headers = { Authorization = "Bearer {{token}}"; }; body = "{\"token\":\"{{token}}\",\"user\":{{user}}}"; }; },
    { name = "room"; http = { service = "backend"; path = "/room/{{room}}?t={{token}}"; timeout = "1s"; expect = "json.reply == 'hello'"; }; } ); };
 };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "8s"; };
rollback = { confirm = "5s"; deadline = "5s"; };
== run
env LOGIN=p4ssw0rd
rungate verify
expect exit 1
expect evidence !facts.probes.journey.ok && facts.probes.journey.steps.login.ok && !facts.probes.journey.steps.chat.ok
expect evidence facts.probes.journey.steps.room.skipped && !facts.probes.journey.steps.chat.skipped
expect output contains journey: step chat: answered 401
expect output lacks c4n4ry
expect evidence services.backend.restored
