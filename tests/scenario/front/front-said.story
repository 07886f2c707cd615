# The output for a failing probe has the status, which server answered, and the start of the body without secrets.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 90, "app": { "/health": { "status": 502, "type": "text/html; charset=UTF-8", "headers": { "Server": "envoy", "Via": "1.1 varnish" }, "body": "<html><head><style>p { color: red }</style><title>Bad\tgateway</title></head><body><p>upstream says S3cr3tK3yOfOurs-0123456789 and password=hunter22hunter, and then a great deal more that nobody wants to read, over and over again, to its very end</p></body></html>" } } } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; headers = { X-Key = "${KEY}"; }; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "1s"; deadline = "5s"; };
== run
env KEY=S3cr3tK3yOfOurs-0123456789
rungate check
expect exit 3
expect output contains answered 502 (server: envoy; via: 1.1 varnish): Bad gateway upstream says
expect output contains and then a great
expect output lacks to its very end
expect output lacks color: red
expect nowhere S3cr3tK3yOfOurs
expect nowhere hunter22
