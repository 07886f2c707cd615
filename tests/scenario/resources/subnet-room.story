# Direct VPC egress: two addresses an instance, in blocks of 16. The subnet has room for the candidate, and for two
# revisions at once only if the services are smaller. What Google reports as free counts too. Another service of the
# config takes addresses from the same subnet.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "scaling": { "maxInstanceCount": 8 }, "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "run" } ] } } },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "scaling": { "maxInstanceCount": 9 }, "vpcAccess": { "networkInterfaces": [ { "network": "default", "subnetwork": "run" } ] } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 864000, "api": { "scaling": { "maxInstanceCount": 2 }, "vpcAccess": { "networkInterfaces": [ { "subnetwork": "projects/demo/regions/us-central1/subnetworks/run" } ] } } } ] } },
  "subnets": { "run": { "ipCidrRange": "10.9.0.0/26" } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; asked = false; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== run
rungate check
expect exit 0
expect evidence facts.services.backend.subnets.run == {'state': 'OK', 'ipCidrRange': '10.9.0.0/26', 'addresses': 60, 'large': true, 'possible': 48, 'atRollout': 64, 'atRollback': 64}
expect evidence facts.services.auth.subnets.run.atRollback == 64
expect output contains subnet run (10.9.0.0/26) has 60 addresses, and services may take 64 while a rollback runs two revisions
cloud apply [ { "subnets": { "run": { "ipCidrRange": "10.9.0.0/25" } } } ]
rungate check
expect evidence rules.exists(r, r.id == 'subnet-room' && r.outcome == 'pass') && rules.exists(r, r.id == 'subnet-exists' && r.outcome == 'pass')
cloud apply [ { "subnets": { "run": { "ipCidrRange": "10.9.0.0/25", "utilizationDetails": { "ipv4Utilizations": [ { "totalAllocatedIp": "116", "totalFreeIp": "8" } ] } } } } ]
rungate check
expect output contains has 124 addresses, 8 of them free, and services may take 64
cloud apply [ { "denied": [ "compute.subnetworks.get" ] } ]
rungate check
expect exit 0
expect evidence rules.exists(r, r.id == 'subnet-room' && r.outcome == 'unknown') && facts.services.backend.subnets.run.atRollback == 64
expect output contains whether the subnet run has enough addresses for a rollback is not known
expect output contains gcloud projects add-iam-policy-binding demo --member=serviceAccount:EMAIL --role=roles/compute.networkViewer
