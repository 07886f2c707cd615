# The list of incidents is refused. A hold that reads it holds, and says which role is missing; without a hold the release is moved back all the same.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } },
  "faults": [ { "method": "GET", "path": "*/events", "status": 403, "message": "Permission 'servicehealth.events.list' denied on resource (or it may not exist)." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
rollback = { confirm = "5s"; deadline = "10s"; };
== run
rungate verify --set rollback.hold=google.size()>0
expect exit 3
expect evidence action == 'not_moved'
expect output contains roles/servicehealth.viewer
expect requests PATCH * 0
cloud apply [ { "faults": [ { "method": "GET", "path": "*/events", "status": 403, "message": "Service Health API has not been used in project demo before or it is disabled.", "details": [ { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": { "service": "servicehealth.googleapis.com", "consumer": "projects/demo" } } ] } ] } ]
rungate verify
expect exit 1
expect output contains it is not known whether Google has an incident: google: the incidents of project demo:
expect output contains gcloud services enable servicehealth.googleapis.com --project=demo
expect traffic demo-backend demo-backend-00041-abc=100
