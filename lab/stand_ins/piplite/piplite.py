"""Names that the kernel sets when it starts."""

_PIPLITE_DISABLE_PYPI = True
_PIPLITE_URLS = []
