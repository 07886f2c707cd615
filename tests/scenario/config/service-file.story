# The file of a service (Knative) stands for its name, project and region, with a config and without one. A file of another
# kind, with several documents, or of a service that the config does not have is an error, and no call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": {
    "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/": { "status": 503 } } } ] },
    "demo-auth": { "revisions": [ { "name": "demo-auth-00001-abc", "age_s": 864000 }, { "name": "demo-auth-00002-abc", "age_s": 120 } ] } } }
== file service.yaml
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: demo-backend
  namespace: demo
  labels:
    cloud.googleapis.com/location: us-central1
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containers:
      - image: us-docker.pkg.dev/demo/r/backend:1
        env:
        - name: KEY
          valueFrom: { secretKeyRef: { key: latest, name: key } }
== file auth.yml
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-auth, namespace: '123456789' }
== file elsewhere.yaml
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-backend, labels: { cloud.googleapis.com/location: us-west1 } }
== file job.yaml
apiVersion: run.googleapis.com/v1
kind: Job
metadata: { name: demo-backend }
== file two.yaml
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-backend }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-auth }
== file release.cfg
project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; auth = { service = "demo-auth"; }; };
probes = { health = { http = { service = "backend"; path = "/"; timeout = "1s"; }; };
           auth = { http = { service = "auth"; path = "/"; timeout = "1s"; }; }; };
policies = [ "builtin:endpoints" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
rollback = { confirm = "3s"; deadline = "5s"; };
== run
rungate verify job.yaml
expect exit 2
expect output contains job.yaml:1: apiVersion must be serving.knative.dev/v1, not run.googleapis.com/v1
rungate status two.yaml
expect exit 2
expect output contains two.yaml:4: a second document begins here
rungate verify gone.yaml job.yaml
expect exit 2
expect output contains gone.yaml
expect output contains job.yaml:1: 
rungate verify -c release.cfg elsewhere.yaml
expect exit 2
expect output contains elsewhere.yaml: no service of release.cfg is demo-backend in us-west1
expect no requests
rungate status service.yaml
expect exit 0
expect output contains demo-backend-00042-xyz
rungate status auth.yml --project demo --region us-central1
expect exit 0
expect output contains demo-auth-00002-abc
expect output lacks demo-backend
rungate verify -c release.cfg auth.yml
expect exit 0
expect evidence services.auth.candidate == 'demo-auth-00002-abc'
expect evidence files.exists(f, f.role == 'service' && f.path == 'auth.yml')
rungate verify -c release.cfg service.yaml
expect exit 1
expect traffic demo-backend demo-backend-00041-abc=100
expect traffic demo-auth demo-auth-00002-abc=100
