# SPDX-License-Identifier: Apache-2.0
# lib.sh: shared by the tests of evidence: a temporary folder, a simulated cloud, and error reporting.
# The caller sets RUNGATE, CLOUD, SCHEMA and ROOT, and sources this file.
set -eu
here=$ROOT/tests/evidence
python=/usr/bin/python3
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
export HOME="$dir" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITHUB_OUTPUT 2>/dev/null || true

fail() { echo "  FAILED: $*" >&2; exit 1; }
ok() { echo "  ok  $*"; }

# run EXPECTED-EXIT-CODE COMMAND...: writes the output to out.txt
run() {
	want=$1 code=0
	shift
	"$@" > out.txt 2>&1 || code=$?
	[ "$code" = "$want" ] || { cat out.txt >&2; fail "$* ended with $code instead of $want"; }
}
says() { grep -qF -- "$1" out.txt || { cat out.txt >&2; fail "it did not say: $1"; }; }

# cloud BACKEND-STATUS: a release of two revisions; the newer one answers with that status
cloud() {
	cat > cloud.json <<-END
	{ "project": "demo", "region": "us-central1", "services": { "demo-backend": { "revisions": [
	    { "name": "demo-backend-00041-abc", "age_s": 864000, "api": { "labels": { "commit-sha": "${COMMIT:-}" } } },
	    { "name": "demo-backend-00042-xyz", "age_s": 120, "api": { "labels": { "commit-sha": "${COMMIT:-}" } },
	      "app": { "/health": { "status": $1 } } } ] } } }
	END
	cat > rungate.cfg <<-'END'
	project = "demo"; region = "us-central1";
	services = { backend = { service = "demo-backend"; }; };
	probes = { health = { http = { service = "backend"; path = "/health"; timeout = "1s"; }; }; };
	gate = { warmup = "0s"; interval = "50ms"; passes = 2; failures = 3; deadline = "6s"; };
	rollback = { confirm = "3s"; deadline = "5s"; };
	END
	cloud_start
}

# cloud_start: the cloud of cloud.json, and the environment that leads rungate to it
cloud_start() {
	printf 'test-token\n' > token
	chmod 600 token
	rm -f ports.json
	"$CLOUD" cloud.json --ports ports.json --schema "$SCHEMA" > cloud.out 2>&1 &
	pid=$!
	until [ -s ports.json ]; do
		kill -0 "$pid" 2>/dev/null || { cat cloud.out >&2; fail "the cloud did not start"; }
		sleep 0.05
	done
	api=$(sed -n 's#.*"api": "\(.*/\)",*#\1#p' ports.json)
	for name in RUN SQL REDIS VPCACCESS CLOUDKMS STORAGE ARTIFACTREGISTRY; do
		export "CLOUDSDK_API_ENDPOINT_OVERRIDES_$name=$api"
	done
	export CLOUDSDK_API_ENDPOINT_OVERRIDES_MEMORYSTORE="${api}memorystore/"
	export CLOUDSDK_AUTH_ACCESS_TOKEN_FILE="$dir/token"
}

cloud_stop() {
	kill "$pid" && wait "$pid" 2>/dev/null || true
	pid=
}
