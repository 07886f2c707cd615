# A gRPC health probe of a service without gRPC. The probe reports the answer and is not ok.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "tls": {}, "revisions": [ { "name": "demo-backend-00001-abc", "age_s": 600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1"; ca_file = "ca.pem";
services = { backend = { service = "demo-backend"; }; };
probes = { rpc = { grpc = { service = "backend"; timeout = "2s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "8s"; };
== file policy.cfg
rules = ( { id = "rpc"; severity = "critical"; expression = "probes.rpc.status == 'SERVING'"; message = "probes.rpc.error"; } );
== run
rungate check
expect exit 3
expect output contains answered 200 with application/json over HTTP/1.1 instead of gRPC: gRPC requires HTTP/2 (on Cloud Run, name the port h2c)
expect evidence !facts.probes.rpc.ok && facts.probes.rpc.grpcStatus == -1 && facts.probes.rpc.httpStatus == 200
expect evidence requests.exists(r, r.path == '/grpc.health.v1.Health/Check' && r.method == 'POST')
