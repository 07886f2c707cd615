# completion prints a script for each of three shells. The scripts ask for the config's services, offline and silently.
== cloud
{ "project": "demo", "region": "us-central1", "services": {} }
== file rungate.cfg
version = 1; project = "demo"; region = "us-central1";
services = { a = { service = "demo-a"; }; b = { service = "b"; }; };
ca_file = "${NOT_SET_HERE}";
== file wrong.cfg
servces = { };
== run
rungate completion bash
expect exit 0
expect output contains complete -o default -F _rungate rungate
expect output contains --deploy-timeout
sh $RUNGATE completion bash | bash -n
rungate completion zsh
expect exit 0
expect output contains #compdef rungate
rungate completion fish
expect exit 0
expect output contains complete -c rungate -n __fish_use_subcommand -a verify
rungate completion tcsh
expect exit 2
expect output contains no completion for tcsh; use bash, zsh or fish
rungate completion
expect exit 2
expect output contains usage: rungate completion [OPTION...] SHELL
sh test "$($RUNGATE completion services | tr '\n' ' ')" = "a demo-a b "
sh test -z "$($RUNGATE completion services -c wrong.cfg 2>&1)"
expect no requests
