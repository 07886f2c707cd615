# GCP04: the Cloud SQL Admin API is not enabled; later, billing is disabled. The database is unobserved, so the release
# does not pass. The output says how to enable the API.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } },
  "sql": { "demo-db": {} },
  "faults": [ { "method": "GET", "path": "*/instances/demo-db", "status": 403, "message": "Cloud SQL Admin API has not been used in project 123 before or it is disabled.",
    "details": [ { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": { "service": "sqladmin.googleapis.com", "consumer": "projects/123" } } ] } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
sql = { main = { instance = "demo-db"; every = "80ms"; }; };
policies = [ "builtin:cloud-sql", "builtin:endpoints" ];
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "1s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 5
expect evidence verdict == 'inconclusive' && action == 'none'
expect output contains gcloud services enable sqladmin.googleapis.com --project=123
cloud apply [ { "faults": [ { "method": "GET", "path": "*/instances/demo-db", "status": 403, "message": "This API method requires billing to be enabled.", "details": [ { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "BILLING_DISABLED", "domain": "googleapis.com", "metadata": { "service": "sqladmin.googleapis.com", "consumer": "projects/123" } } ] } ] } ]
rungate verify
expect exit 5
expect output contains gcloud billing projects link 123
expect requests PATCH * 0
