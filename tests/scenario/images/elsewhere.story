# Images in other registries, in a remote repository and without a digest are not looked up: that is said, they are not
# observed, and a rollback goes to them.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "in-gcr": { "revisions": [
      { "name": "in-gcr-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "gcr.io/demo/app@sha256:4141414141414141414141414141414141414141414141414141414141414141", "ports": [ { "containerPort": 8080 } ] } ] } },
      { "name": "in-gcr-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] },
    "in-remote": { "revisions": [
      { "name": "in-remote-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/mirror/nginx@sha256:5151515151515151515151515151515151515151515151515151515151515151", "ports": [ { "containerPort": 8080 } ] } ] } },
      { "name": "in-remote-00042-xyz", "age_s": 120 } ] },
    "by-tag": { "revisions": [
      { "name": "by-tag-00041-abc", "age_s": 864000, "api": { "containers": [ { "image": "us-docker.pkg.dev/demo/r/by-tag:v1", "ports": [ { "containerPort": 8080 } ] } ] } },
      { "name": "by-tag-00042-xyz", "age_s": 120 } ] } },
  "registry": { "repositories": { "mirror": { "mode": "REMOTE_REPOSITORY" } }, "images": { "nginx@sha256:5151515151515151515151515151515151515151515151515151515151515151": { "hidden": true } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { gcr = { service = "in-gcr"; }; remote = { service = "in-remote"; }; tag = { service = "by-tag"; }; };
policies = [ "builtin:production" ];
probes = { gcr_health = { http = { service = "gcr"; path = "/health"; timeout = "1s"; }; };
  remote_health = { http = { service = "remote"; path = "/health"; timeout = "1s"; }; }; tag_health = { http = { service = "tag"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify
expect exit 1
expect traffic in-gcr in-gcr-00041-abc=100
expect traffic in-remote in-remote-00041-abc=100
expect evidence facts.services.gcr.baseline.imageRegistry == 'OTHER' && rules.exists(r, r.id == 'way-back-lives' && r.outcome == 'skipped')
expect evidence rules.exists(r, r.id == 'way-back-lives' && r.key == 'remote' && r.outcome == 'unknown' && r.message.contains('repository mirror (REMOTE_REPOSITORY) shows images of other registries'))
expect evidence rules.exists(r, r.id == 'way-back-lives' && r.key == 'tag' && r.outcome == 'unknown' && r.message.contains('the revision names it without a digest'))
expect evidence said.exists(s, s.contains('image gcr.io/demo/app@sha256:414141414141 of in-gcr-00041-abc still exists: it is not in Artifact Registry, and other registries are not looked at'))
expect output contains gcr: whether the image of in-gcr-00041-abc still exists is not known
