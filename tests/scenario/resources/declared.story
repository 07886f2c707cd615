# A service is compared with its manifest: what agrees is no drift; what differs is named by field, without values of
# environment variables. A file that declares another service cannot be compared; one that does not exist is a mistake.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "maxInstanceRequestConcurrency": 80, "containers": [ { "image": "us-docker.pkg.dev/demo/r/backend@sha256:9f2b7c1d0e4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4", "ports": [ { "containerPort": 8080 } ],
          "env": [ { "name": "MODE", "value": "staging-value" }, { "name": "KEY", "valueSource": { "secretKeyRef": { "secret": "key", "version": "3" } } } ] } ] } } ] } },
  "secrets": { "key": { "versions": { "3": "ENABLED" } } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; declared = "service.yaml"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "20s"; };
== file service.yaml
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-backend }
spec:
  template:
    spec:
      containerConcurrency: 80
      containers:
      - image: us-docker.pkg.dev/demo/r/backend@sha256:9f2b7c1d0e4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4
        ports: [ { containerPort: 8080 } ]
        env:
        - { name: MODE, value: staging-value }
        - { name: KEY, valueFrom: { secretKeyRef: { name: key, key: "3" } } }
  traffic: [ { latestRevision: true, percent: 100 } ]
== file other.yaml
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-backend }
spec:
  template:
    spec:
      containerConcurrency: 10
      containers:
      - image: us-docker.pkg.dev/demo/r/backend:7
        ports: [ { containerPort: 8080 } ]
        env:
        - { name: MODE, value: another-value }
== file frontend.yaml
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: demo-frontend }
== run
rungate verify
expect exit 0
expect evidence facts.services.backend.drift.size() == 0 && rules.exists(r, r.id == 'no-drift' && r.outcome == 'pass')
rungate verify --set services.backend.declared=other.yaml
expect exit 0
expect evidence facts.services.backend.drift.map(d, d.field) == ['concurrency', 'image', 'env.MODE', 'env.KEY']
expect evidence facts.services.backend.drift[2].live == 'another value' && facts.services.backend.drift[3].live == 'secret key, version 3'
expect output contains demo-backend differs from its declaration in concurrency: declared 10, live 80; and in 3 more
expect nowhere another-value
rungate verify --set services.backend.declared=frontend.yaml
expect exit 0
expect evidence rules.exists(r, r.id == 'no-drift' && r.outcome == 'unknown' && r.message.contains('it declares the service demo-frontend, not demo-backend'))
rungate verify --set services.backend.declared=none.yaml
expect exit 2
expect output contains services.backend.declared:
