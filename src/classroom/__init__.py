"""The trainer's side: grades an nbgrader course directory. Knows nothing of digital factories."""

import sys

# jsonschema, which nbformat uses, spends a second on a grammar of IRIs if this is installed; no notebook's
# schema speaks of IRIs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
