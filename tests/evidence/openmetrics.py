# SPDX-License-Identifier: Apache-2.0
"""openmetrics.py FILE: parses metrics with the reference parser of OpenMetrics."""
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
assert families, "no metrics"
assert len({family.name for family in families}) == len(families)
for family in families:
    assert family.name.startswith("rungate_") and family.documentation and family.samples, family
