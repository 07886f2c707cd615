# Errors in config and policy that can be detected offline are reported with their position. No call is made.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [ { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file base.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 3; deadline = "6s"; };
== file expect-syntax.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; expect = "status ==";  }; }; };
== file expect-name.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; expect = "statsu == 200";  }; }; };
== file identity.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; identity = "headers[";  }; }; };
== file header-name.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; headers = ( "X Bad: a" );  }; }; };
== file headers.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; headers = [ "A0: 1", "A1: 1", "A2: 1", "A3: 1", "A4: 1", "A5: 1", "A6: 1", "A7: 1", "A8: 1", "A9: 1", "A10: 1", "A11: 1", "A12: 1", "A13: 1", "A14: 1", "A15: 1", "A16: 1", "A17: 1", "A18: 1", "A19: 1", "A20: 1", "A21: 1", "A22: 1", "A23: 1", "A24: 1", "A25: 1", "A26: 1", "A27: 1", "A28: 1", "A29: 1", "A30: 1", "A31: 1", "A32: 1", "A33: 1", "A34: 1", "A35: 1", "A36: 1", "A37: 1", "A38: 1", "A39: 1", "A40: 1", "A41: 1", "A42: 1", "A43: 1", "A44: 1", "A45: 1", "A46: 1", "A47: 1", "A48: 1", "A49: 1", "A50: 1", "A51: 1", "A52: 1", "A53: 1", "A54: 1", "A55: 1", "A56: 1", "A57: 1", "A58: 1", "A59: 1", "A60: 1" ];  }; }; };
== file brace.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; headers = { X = "a${HOME"; };  }; }; };
== file timeout.cfg
@include "base.cfg"
probes = { health = { http = { service = "backend"; path = "/health"; timeout = "7s";  }; }; };
== file hold.cfg
@include "base.cfg"
rollback = { hold = "sq.main.state == 'X'"; };
== file policy.cfg
@include "base.cfg"
policies = [ "nowhere.cfg" ];
== file data.cfg
@include "base.cfg"
data = { plan = "nowhere.json"; };
== file connect.cfg
@include "base.cfg"
connect_to = [ "a:443:b" ];
== file resolve.cfg
@include "base.cfg"
resolve = [ "a:443" ];
== file websocket-header.cfg
@include "base.cfg"
probes = { ws = { websocket = { service = "backend"; path = "/ws"; headers = { Sec-WebSocket-Key = "x"; }; }; }; };
== file subprotocol.cfg
@include "base.cfg"
probes = { ws = { websocket = { service = "backend"; path = "/ws"; subprotocol = "two words"; }; }; };
== file tls-host.cfg
@include "base.cfg"
probes = { cert = { tls = { host = "https://example.com"; }; }; };
== file dns-host.cfg
@include "base.cfg"
probes = { name = { dns = { host = ""; }; }; };
== file cut.cfg
@include "base.cfg"
rollback = { wait = 4294967297; };
== run
rungate verify -c expect-syntax.cfg
expect exit 2
expect output contains probes.health.expect
rungate verify -c expect-name.cfg
expect exit 2
expect output contains did you mean "status"?
rungate check -c identity.cfg
expect exit 2
expect output contains probes.health.identity
rungate verify -c header-name.cfg
expect exit 2
expect output contains "X Bad" is not a valid header name
rungate verify -c headers.cfg
expect exit 2
expect output contains more than 60 headers
rungate verify -c brace.cfg
expect exit 2
expect output contains has no "}"
rungate verify -c timeout.cfg
expect exit 2
expect output contains is longer than gate.deadline
rungate rollback -c hold.cfg
expect exit 2
expect output contains did you mean "sql"?
rungate verify -c policy.cfg
expect exit 2
expect output contains .cfg:2: policies: 
rungate facts -c data.cfg
expect exit 2
expect output contains .cfg:2: data.plan: 
rungate verify -c connect.cfg
expect exit 2
expect output contains HOST:PORT:CONNECT-HOST:CONNECT-PORT
rungate verify -c cut.cfg
expect exit 2
expect output contains must be true or false
rungate verify ../demo --project demo --region us-central1
expect exit 2
expect output contains is not a valid name of a Cloud Run service
rungate verify -c resolve.cfg
expect exit 2
expect output contains resolve: "a:443" is not HOST:PORT:ADDRESS
rungate verify -c websocket-header.cfg
expect exit 2
expect output contains the upgrade request sets header Sec-WebSocket-Key itself
rungate verify -c subprotocol.cfg
expect exit 2
expect output contains subprotocol "two words" must be one word
rungate verify -c tls-host.cfg
expect exit 2
expect output contains "https://example.com" is not a valid host
rungate verify -c dns-host.cfg
expect exit 2
expect output contains is not a valid host
expect no requests
