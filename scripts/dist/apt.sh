# SPDX-License-Identifier: Apache-2.0
# apt.sh: sourced. A separate configuration of apt, for sources and other architectures.
# shellcheck shell=sh
# The system's configuration is not changed.

# own_apt FOLDER deb-src|deb ARCH: exports APT_CONFIG with the mirrors of the system, and downloads their lists
own_apt() {
	mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
	# shellcheck disable=SC2016 # apt replaces these
	apt-get indextargets --format "\$(ORIGIN) $2 \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages' |
		sed -n 's/^\(Debian\|Ubuntu\) //p' | sort -u > "$1/sources.list"
	[ -s "$1/sources.list" ] || { echo "apt knows no packages of Debian; run: apt-get update" >&2; exit 1; }
	: > "$1/status"
	cat > "$1/apt.conf" <<-END
		Dir::Etc::SourceList "$1/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::State::Lists "$1/lists";
		Dir::State::Status "$1/status";
		Dir::Cache "$1/cache";
		APT::Architecture "$3";
		APT::Architectures { "$3"; };
		APT::Sandbox::User "root";
	END
	export APT_CONFIG="$1/apt.conf"
	apt-get -qq update
}
