# A part of the snapshot's split needs a connector that is gone, which makes the whole target unfit. What the target
# behind it needs may not be read: it is not counted, and as no other is known to be fit, the depth is not known, with
# the command that grants the role.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00039-one", "age_s": 974000, "api": { "volumes": [ { "name": "keys", "secret": { "secret": "tls-key", "items": [ { "path": "key.pem", "version": "4" } ] } } ] } },
      { "name": "demo-backend-00040-old", "age_s": 964000, "api": { "vpcAccess": { "connector": "vpc-gone" } } },
      { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "volumes": [ { "name": "keys", "secret": { "secret": "tls-key", "items": [ { "path": "key.pem", "version": "4" } ] } } ] } } ],
    "traffic": [ { "revision": "demo-backend-00040-old", "percent": 30 }, { "revision": "demo-backend-00041-abc", "percent": 70 } ] } },
  "secrets": { "tls-key": { "versions": { "4": "ENABLED" } } },
  "faults": [ { "path": "/v1/projects/demo/secrets/*", "status": 403, "message": "Permission 'secretmanager.versions.get' denied for resource 'projects/demo/secrets/tls-key/versions/4' (or it may not exist)." } ] }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; asked = false; }; };
policies = [ "own.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "3s"; };
== file own.cfg
rules = ( { id = "depth"; severity = "critical"; each = "services"; expression = "it.wayBack.depth > 0"; } );
== run
rungate snapshot
expect exit 0
cloud apply [ { "service": "demo-backend", "deploy": { "name": "demo-backend-00042-xyz" } }, { "service": "demo-backend", "traffic": [ { "latest": true, "percent": 100 } ] } ]
rungate verify
expect exit 5
expect evidence facts.services.backend.wayBack.unfit.exists(u, u == 'demo-backend-00040-old: its VPC connector vpc-gone does not exist any more')
expect evidence rules.exists(r, r.id == 'depth' && r.outcome == 'unknown' && r.message.contains('secret tls-key, version 4 of demo-backend-00039-one can be used is not known') && r.message.contains('--role=roles/secretmanager.viewer'))
expect requests PATCH * 0
