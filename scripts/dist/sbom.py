# SPDX-License-Identifier: Apache-2.0
"""sbom.py NAME VERSION COMMIT EPOCH MAP VERSIONS FILES [PACKAGE...]: prints an SPDX document of a static program.

MAP is the linker's map: it names each archive that was used. An archive belongs to a Debian package, or was built from
one of the source packages in VERSIONS. PACKAGE: Debian packages whose files are in the image with the program.
"""
import datetime
import json
import os
import re
import subprocess
import sys

name, version, commit, epoch, link_map, versions, files = sys.argv[1:8]
beside = sys.argv[8:]


def archives():
    """Returns the archives and objects that the program was linked from."""
    found = set()
    for line in open(link_map):
        match = re.match(r"(/\S+?\.(?:a|o))(?:\(|$)", line) or re.match(r"LOAD (/\S+\.(?:a|o))$", line)
        if match:
            found.add(os.path.realpath(match[1]))
    return sorted(found)


FIELDS = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${Homepage}"
foreign = {}
if os.path.exists(files):
    foreign = dict(line.rstrip("\n").split("\t", 1) for line in open(files))


def owner(path):
    """Returns the package that contains a file, as FIELDS; None if there is none."""
    if path in foreign:
        return foreign[path]
    asked = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
    return fields_of(asked.stdout.split(": ")[0]) if asked.returncode == 0 else None


def fields_of(package):
    return subprocess.run(["dpkg-query", "-W", "-f", FIELDS, package], capture_output=True, text=True, check=True).stdout


def debian(fields):
    """A package, as SPDX."""
    package, its_version, arch, source, source_version, home = fields.split("\t")
    return spdx(package, its_version, f"pkg:deb/debian/{package}@{its_version}?arch={arch}&distro={distribution}",
                f"from the source package {source} {source_version}", home)


def spdx(its_name, its_version, purl, comment, home=""):
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", its_name), "name": its_name, "versionInfo": its_version,
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION", "comment": comment,
        **({"homepage": home} if home else {}),
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": purl.replace("+", "%2B").replace("~", "%7E")}],
    }


release = dict(line.rstrip().replace('"', "").split("=", 1) for line in open("/etc/os-release") if "=" in line)
distribution = release["ID"] + "-" + release.get("VERSION_ID", "")
packages, unknown = {}, []
for path in archives():
    fields = owner(path) or owner(path.replace("/usr/lib/", "/lib/", 1))
    if fields:
        packages[fields.split("\t")[0]] = debian(fields)
    elif not path.startswith(os.getcwd() + "/"):
        unknown.append(path)
if unknown:
    sys.exit(f"sbom: no package has {unknown}")
for line in open(versions):
    source, its_version = line.split()
    packages[source] = spdx(source, its_version, f"pkg:deb/debian/{source}@{its_version}?arch=source&distro={distribution}",
                            "built from this source package")
for package in beside:
    packages[package] = debian(fields_of(package))

program = spdx("rungate", version, f"pkg:generic/rungate@{version}", f"commit {commit}")
program["licenseDeclared"] = "Apache-2.0"
parts = [packages[key] for key in sorted(packages)]
json.dump({
    "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
    "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{commit}",
    "creationInfo": {"created": datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
                     "creators": ["Tool: rungate-scripts-dist-sbom"]},
    "packages": [program] + parts,
    "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": program["SPDXID"]}] + [
        {"spdxElementId": program["SPDXID"], "relationshipType": "DEPENDS_ON" if part["name"] in beside else "STATIC_LINK",
         "relatedSpdxElement": part["SPDXID"]} for part in parts],
}, sys.stdout, indent=1, sort_keys=True)
print()
