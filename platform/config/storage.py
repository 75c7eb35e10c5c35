"""Static files with a hash in their name, so that a browser may keep them for a year."""

from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_EVERY_SCRIPT, IMPORTS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns
OUR_SCRIPTS = "js/*.js"


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage that does not stop at a reference inside somebody else's stylesheet.

    What our modules import gets the name with the hash as well: else a browser would go on with an
    old part of a new script. Not the scripts of others, which may hold what only looks like it.
    """

    manifest_strict = False
    patterns: Any = (*ManifestStaticFilesStorage.patterns, (OUR_SCRIPTS, IMPORTS))
