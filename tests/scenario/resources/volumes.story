# Volumes are facts. The bucket that the candidate mounts was deleted: a warning by default, an error in production.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "volumes": [
          { "name": "models", "gcs": { "bucket": "demo-models", "readOnly": true } },
          { "name": "share", "nfs": { "server": "10.0.0.9", "path": "/export", "readOnly": false } },
          { "name": "scratch", "emptyDir": { "medium": "MEMORY", "sizeLimit": "256Mi" } },
          { "name": "disk", "emptyDir": { "medium": "DISK", "sizeLimit": "10Gi" } } ] } } ] } },
  "buckets": { "demo-models": {} } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
policies = [ "builtin:production" ];
== run
rungate check
expect evidence facts.services.backend.candidate.volumes.models == {'type': 'gcs', 'bucket': 'demo-models', 'readOnly': true, 'state': 'OK'}
expect evidence facts.services.backend.candidate.volumes.share == {'type': 'nfs', 'server': '10.0.0.9', 'path': '/export', 'readOnly': false}
expect evidence facts.services.backend.candidate.volumes.scratch == {'type': 'emptyDir', 'medium': 'MEMORY', 'sizeLimitMiB': 256} && facts.services.backend.candidate.memoryVolumesMiB == 256
expect evidence rules.exists(r, r.id == 'buckets-usable' && r.outcome == 'pass') && rules.exists(r, r.id == 'memory-for-volumes' && r.outcome == 'pass')
expect requests GET /storage/v1/b/* 1
cloud apply [ { "buckets": { "demo-models": null } } ]
rungate check
expect exit 3
expect output contains cannot start without its buckets: demo-models
rungate check --policy builtin:staging
expect exit 0
expect evidence rules.exists(r, r.id == 'buckets-exist' && r.outcome == 'fail' && r.severity == 'warning')
cloud apply [ { "buckets": { "demo-models": {} }, "denied": [ "storage.buckets.get" ] } ]
rungate check
expect exit 5
expect evidence rules.exists(r, r.id == 'buckets-usable' && r.outcome == 'unknown')
expect output contains gcloud storage buckets add-iam-policy-binding gs://demo-models --member=serviceAccount:EMAIL --role=roles/storage.bucketViewer
