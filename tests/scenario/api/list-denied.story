# The account may get each service but not list services. All services are still read.
== cloud
{ "project": "demo", "region": "us-central1", "faults": [ { "method": "GET", "path": "/v2/projects/demo/locations/us-central1/services", "status": 403, "message": "denied" }, { "method": "GET", "path": "/v2/projects/demo/locations/us-central1/services/-/revisions", "status": 403, "message": "denied" } ],
  "services": {
    "demo-01": { "revisions": [ { "name": "demo-01-00001-abc", "age_s": 7200 }, { "name": "demo-01-00002-abc", "age_s": 600 } ] },
    "demo-02": { "revisions": [ { "name": "demo-02-00001-abc", "age_s": 7200 }, { "name": "demo-02-00002-abc", "age_s": 600 } ] },
    "demo-03": { "revisions": [ { "name": "demo-03-00001-abc", "age_s": 7200 }, { "name": "demo-03-00002-abc", "age_s": 600 } ] },
    "demo-04": { "revisions": [ { "name": "demo-04-00001-abc", "age_s": 7200 }, { "name": "demo-04-00002-abc", "age_s": 600 } ] },
    "demo-05": { "revisions": [ { "name": "demo-05-00001-abc", "age_s": 7200 }, { "name": "demo-05-00002-abc", "age_s": 600 } ] },
    "demo-06": { "revisions": [ { "name": "demo-06-00001-abc", "age_s": 7200 }, { "name": "demo-06-00002-abc", "age_s": 600 } ] },
    "demo-07": { "revisions": [ { "name": "demo-07-00001-abc", "age_s": 7200 }, { "name": "demo-07-00002-abc", "age_s": 600 } ] },
    "demo-08": { "revisions": [ { "name": "demo-08-00001-abc", "age_s": 7200 }, { "name": "demo-08-00002-abc", "age_s": 600 } ] },
    "demo-09": { "revisions": [ { "name": "demo-09-00001-abc", "age_s": 7200 }, { "name": "demo-09-00002-abc", "age_s": 600 } ] },
    "demo-10": { "revisions": [ { "name": "demo-10-00001-abc", "age_s": 7200 }, { "name": "demo-10-00002-abc", "age_s": 600 } ] },
    "demo-11": { "revisions": [ { "name": "demo-11-00001-abc", "age_s": 7200 }, { "name": "demo-11-00002-abc", "age_s": 600 } ] },
    "demo-12": { "revisions": [ { "name": "demo-12-00001-abc", "age_s": 7200 }, { "name": "demo-12-00002-abc", "age_s": 600 } ] } } }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { s01 = { service = "demo-01"; }; s02 = { service = "demo-02"; }; s03 = { service = "demo-03"; }; s04 = { service = "demo-04"; }; s05 = { service = "demo-05"; }; s06 = { service = "demo-06"; }; s07 = { service = "demo-07"; }; s08 = { service = "demo-08"; }; s09 = { service = "demo-09"; }; s10 = { service = "demo-10"; }; s11 = { service = "demo-11"; }; s12 = { service = "demo-12"; }; };
probes = { s01 = { http = { service = "s01"; path = "/health"; timeout = "2s"; }; }; s02 = { http = { service = "s02"; path = "/health"; timeout = "2s"; }; }; s03 = { http = { service = "s03"; path = "/health"; timeout = "2s"; }; }; s04 = { http = { service = "s04"; path = "/health"; timeout = "2s"; }; }; s05 = { http = { service = "s05"; path = "/health"; timeout = "2s"; }; }; s06 = { http = { service = "s06"; path = "/health"; timeout = "2s"; }; }; s07 = { http = { service = "s07"; path = "/health"; timeout = "2s"; }; }; s08 = { http = { service = "s08"; path = "/health"; timeout = "2s"; }; }; s09 = { http = { service = "s09"; path = "/health"; timeout = "2s"; }; }; s10 = { http = { service = "s10"; path = "/health"; timeout = "2s"; }; }; s11 = { http = { service = "s11"; path = "/health"; timeout = "2s"; }; }; s12 = { http = { service = "s12"; path = "/health"; timeout = "2s"; }; }; };
policies = [ "policy.cfg" ];
gate = { warmup = "0s"; interval = "80ms"; passes = 2; failures = 2; deadline = "8s"; };
== file policy.cfg
rules = ( { id = "up"; severity = "critical"; each = "probes"; expression = "it.ok"; message = "key + ': ' + it.error"; } );
== run
rungate check
expect exit 0
expect requests GET */v2/projects/demo/locations/us-central1/services 1
expect requests GET */v2/projects/demo/locations/us-central1/services/-/revisions 1
expect requests GET */v2/projects/demo/locations/us-central1/services/demo-12 >= 3
