# Alerts with mistakes: each is named with its place, and no request is made.
== cloud
{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz" } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
alerts = {
  a = { service = "frontend"; filter = "policy.name=\"x\""; };
  b = { filter = "(policy.name=\"x\""; };
  c = { service = "backend"; filter = "policy.name=\"{{candidate.nam}}\""; };
  d = { service = "backend"; };
};
== run
rungate verify
expect exit 2
expect output contains alerts.a: no service has the alias "frontend"
expect output contains alerts.b: the filter has an unclosed quote or unbalanced parentheses
expect output contains rungate.cfg:6: alerts.c
expect output contains alerts.d: missing key "filter"
expect no requests
