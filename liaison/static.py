"""Style sheets, scripts and pictures: names carry a hash of the content, so browsers keep them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    manifest_strict = False

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:  # not built, or not collected: a missing file must not fail the page
            return name
