"""Static files with a hash in their name, so that a browser may keep them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Manifest storage that does not stop at a reference inside somebody else's stylesheet."""

    manifest_strict = False
