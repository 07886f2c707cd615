# `rungate help TOPIC` prints the manual of a command or topic; an unknown one is a usage error. --version names libraries.
== cloud
{ "project": "demo", "region": "us-central1", "services": {} }
== run
rungate help
expect exit 0
expect output contains usage: rungate COMMAND [OPTION...] [ARGUMENT...]
expect output contains 75 another rungate is moving these services
rungate help verify
expect exit 0
expect output contains rungate verify [OPTION...] [SERVICE...]
expect output contains --no-rollback
expect output contains EXIT STATUS
expect output contains rungate verify api --set gate.deadline=2m
expect output lacks --steps
rungate help config
expect exit 0
expect output contains gate.deadline
expect output contains services.ALIAS
expect output contains PREDEFINED METRICS
rungate help policy
expect exit 0
expect output contains FACTS
expect output contains severity
rungate help exit-codes
expect exit 0
expect output contains another rungate is moving these services
rungate help environment
expect exit 0
expect output contains GOOGLE_APPLICATION_CREDENTIALS
rungate help nonsense
expect exit 2
expect output contains no help for nonsense; rungate help lists commands and topics
rungate help verfy
expect exit 2
expect output contains did you mean verify?
rungate --version
expect exit 0
expect output contains libcurl
expect output contains OpenSSL
expect output contains libgit2
expect no requests
