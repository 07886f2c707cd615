# A response was generated now, or since the candidate has had all traffic. It counts as the candidate's.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90 } ],
    "edge": { "*": { "body": "healthy", "status": 200, "headers": { "Age": "0", "X-Cache": "HIT" } } } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; url = "@EDGE:demo-backend@/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
rungate verify
expect exit 0
expect requests PATCH * 0
cloud apply [{"service": "demo-backend", "edge": {"*": {"body": "healthy", "headers": {"Age": "30", "X-Cache": "Hit from cloudfront"}}}}]
rungate verify
expect exit 0
expect requests PATCH * 0
cloud apply [{"service": "demo-backend", "edge": {"*": {"pass": true, "headers": {"X-Cache": "MISS", "CF-Cache-Status": "DYNAMIC", "Via": "1.1 google"}}}}]
rungate verify
expect exit 0
expect requests PATCH * 0
