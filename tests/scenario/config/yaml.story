# A config in YAML with a policy in YAML rolls a bad release back, as one in the syntax of libconfig does; the config in
# JSON has the same effect. The file in the working directory is found by its name.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120, "app": { "/health": { "status": 503 } } } ] } } }
== file rungate.yaml
version: 1
project: demo
region: us-central1
services:
  backend: { service: demo-backend }
probes:
  health:
    http:
      service: backend
      path: /health
      timeout: 1s
      headers: { X-Key: "${STORY_KEY}", _odd.name: "1" }
policies: [policies/ours.yml]
gate: { warmup: 0s, interval: 80ms, passes: 2, failures: 3, deadline: 6s }
rollback: { confirm: 3s, deadline: 5s }
== file policies/ours.yml
include: [more.json]
rules:
- id: health
  severity: critical
  expression: |
    probes.health.ok &&
    probes.health.status == 200
  message: "'health answers ' + string(probes.health.status)"
== file policies/more.json
{ "rules": [ { "id": "ready", "severity": "critical", "each": "services", "expression": "it.ready" } ] }
== file other.json
{ "project": "demo", "region": "us-central1",
  "services": { "backend": { "service": "demo-backend" } },
  "probes": { "health": { "http": { "service": "backend", "path": "/health", "timeout": "1s" } } },
  "policies": [ "policies/ours.yml" ],
  "gate": { "warmup": "0s", "interval": "80ms", "passes": 2, "failures": 3, "deadline": "6s" },
  "rollback": { "confirm": "3s", "deadline": "5s" } }
== run
env STORY_KEY=a-key-of-the-story
rungate lint
expect exit 0
expect output contains rungate.yaml: 1 services, 1 probes, 2 rules: ok
rungate lint -c other.json
expect exit 0
expect output contains other.json: 1 services, 1 probes, 2 rules: ok
rungate verify
expect exit 1
expect output contains health answers 503
expect traffic demo-backend demo-backend-00041-abc=100
expect nowhere a-key-of-the-story
rungate verify -c other.json
expect exit 3
