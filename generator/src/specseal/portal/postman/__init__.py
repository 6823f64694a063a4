"""A collection for Postman and newman, whose pre-request script signs by the recipes of the contract."""

from .collection import collection

__all__ = ["collection"]
