"""The static site: the portal feed as pages for readers, and the project's documents beside them."""

from .build import site_files
from .bundle import Bundle, read_bundle
from .documents import Documents, read_documents

__all__ = ["Bundle", "Documents", "read_bundle", "read_documents", "site_files"]
