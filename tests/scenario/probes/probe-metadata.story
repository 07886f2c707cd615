# No probe is sent to a metadata server, under any name or address.
== cloud
{ "project": "demo", "region": "us-central1",
  "services": { "demo-backend": { "revisions": [
      { "name": "demo-backend-00041-abc", "age_s": 864000 },
      { "name": "demo-backend-00042-xyz", "age_s": 120 } ] } } }
== file 0.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://169.254.169.254/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 1.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://metadata.google.internal/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 2.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://2852039166/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 3.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://0xa9.0xfe.0xa9fe/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 4.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://[::ffff:169.254.169.254]/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 5.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://[fd20:ce::254]/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 6.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://[fe80::1]/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 7.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://[fd00:ec2::254]/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 8.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://169.254.170.2/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== file 9.cfg
version = 1; project = "demo"; region = "us-central1";
services = { backend = { service = "demo-backend"; }; };
probes = { meta = { http = { url = "http://@HOST@/computeMetadata/v1/"; timeout = "500ms"; redirects = 3; }; }; };
== run
rungate facts -c 0.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 1.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 2.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 3.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 4.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 5.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 6.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 7.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 8.cfg
expect exit 0
expect output contains no probe goes there
rungate facts -c 9.cfg
expect exit 0
expect output contains is the metadata server (GCE_METADATA_HOST), which must not be probed
expect requests GET /computeMetadata* 0
