# A comparison of probes that cannot be made is an error of the config.
== cloud
{ "project": "demo", "region": "us-central1", "services": {} }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; other = { service = "demo-other"; }; };
probes = { health = { http = { service = "backend"; path = "/health"; }; };
           login  = { http = { service = "backend"; path = "/login"; method = "POST"; body = "x"; }; };
           before = { http = { service = "backend"; path = "/health"; at = "baseline"; }; };
           public = { http = { url = "https://shop.example.com/"; }; }; };
comparisons = {
  none    = { of = "probes"; };
  typo    = { of = "probes"; probe = "helth"; };
  posted  = { of = "probes"; probe = "login"; };
  alone   = { of = "probes"; probe = "before"; };
  nobody  = { of = "probes"; probe = "public"; };
  another = { of = "probes"; probe = "health"; service = "other"; };
  minutes = { of = "probes"; probe = "health"; minutes = 3; };
  errors  = { of = "errors"; probe = "health"; service = "backend"; };
  nothing = { of = "errors"; };
  good    = { of = "probes"; probe = "health"; }; };
== run
rungate lint
expect exit 2
expect output contains comparisons.none: of = "probes" needs the alias of a probe
expect output contains comparisons.typo: no probe has the alias "helth"
expect output contains comparisons.posted: probes.login cannot be compared: only HTTP with GET or HEAD and gRPC can be repeated at will
expect output contains comparisons.alone: probes.before cannot be compared: it is sent to the baseline alone
expect output contains comparisons.nobody: probes.public cannot be compared: it names no service
expect output contains comparisons.another: probes.health is of the service "backend"
expect output contains comparisons.minutes: minutes and settle do not belong to of = "probes"
expect output contains comparisons.errors: probe belongs to of = "probes"
expect output contains comparisons.nothing: service is required
expect output lacks comparisons.good
expect no requests
