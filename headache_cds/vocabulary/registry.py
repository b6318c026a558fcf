"""The one vocabulary of this process, read from the folders that settings.FACT_FOLDERS names."""

from functools import cache

from django.conf import settings

from headache_cds.vocabulary.loader import Vocabulary, load_vocabulary


@cache
def get_vocabulary() -> Vocabulary:
    """Read once per process; the files are part of the release."""
    return load_vocabulary(settings.FACT_FOLDERS)
