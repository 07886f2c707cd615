# Errors in YAML and JSON are reported with their line. Two configs in one folder are an error that names both. No call
# is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file rungate.yaml
project: demo
region: us-central1
services: { backend: { service: demo-backend } }
== file rungate.json
{ "project": "demo", "region": "us-central1", "services": { "backend": { "service": "demo-backend" } } }
== file norway.yaml
project: demo
region: us-central1
services: { backend: { service: demo-backend } }
rollback:
  wait: no
== file anchors.yaml
project: &p demo
region: us-central1
services: { backend: { service: *p } }
== file bomb.yaml
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
== file documents.yaml
project: demo
---
region: us-central1
== file include.yaml
project: demo
services: !include services.yaml
== file key.json
{ "project": "demo", "region": "us-central1",
  "services": { "backend": { "servise": "demo-backend" } } }
== file policy.yaml
rules:
- id: up
  severity: critical
  expression: |
    probes.size() > 0 &&
    probess.size() > 0
== run
rungate verify
expect exit 2
expect output contains this folder has both rungate.yaml and rungate.json
rungate verify -c norway.yaml
expect exit 2
expect output contains norway.yaml:5: rollback.wait: must be true or false, not "no"; write false
rungate lint -c anchors.yaml
expect exit 2
expect output contains anchors.yaml:1: anchors and aliases (&p, *p) are not supported
rungate lint -c bomb.yaml
expect exit 2
expect output contains bomb.yaml:1: anchors and aliases
rungate lint -c documents.yaml
expect exit 2
expect output contains documents.yaml:2: a second document begins here
rungate lint -c include.yaml
expect exit 2
expect output contains include.yaml:2: the tag !include is not supported
rungate lint -c key.json
expect exit 2
expect output contains key.json:2: 
expect output contains did you mean "service"?
rungate lint -c rungate.yaml --policy policy.yaml
expect exit 2
expect output contains policy.yaml:6:1: 
expect output contains did you mean "probes"?
expect no requests
