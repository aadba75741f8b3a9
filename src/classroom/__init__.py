"""The trainer's side: grades an nbgrader course directory. Knows nothing of digital factories."""

import sys
from types import ModuleType

# jsonschema, which nbgrader imports, would spend a second on a grammar for web addresses in other alphabets,
# which reading notebooks never needs. An empty module in its place makes it go without.
sys.modules.setdefault("rfc3987_syntax", ModuleType("rfc3987_syntax"))
