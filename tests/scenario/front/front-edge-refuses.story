# The edge rejects the probe and the candidate answers well when probed directly. No traffic is moved.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "edge": { "*": { "status": 403, "type": "text/html", "headers": { "Server": "cloudflare" }, "body": "<html><head><title>Attention Required!</title></head><body>Sorry, you have been blocked</body></html>" } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 3
expect output contains the candidate answers well at its own URL, but something in front of it answered 403 (server: cloudflare): Attention Required! Sorry, you have been blocked
expect evidence verdict == 'failed' && action == 'not_moved'
expect traffic demo-backend demo-backend-00042-xyz=100
expect requests PATCH * 0
rungate audit
expect exit 0
cloud apply [{"service": "demo-backend", "edge": {"*": {"status": 502, "headers": {"Server": "nginx"}, "body": "<h1>502 Bad Gateway</h1>"}}}]
rungate verify
expect exit 3
expect output contains something in front of it answered 502 (server: nginx): 502 Bad Gateway
expect requests PATCH * 0
