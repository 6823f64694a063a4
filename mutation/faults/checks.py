"""Faults of what the generator refuses and of how it writes: no client shows them, so suites of their own see them."""

from ..fault import Fault

_SOURCES = "generator/src/specseal"

FAULTS = (
    Fault(
        "lock-shared",
        "two writers may write at once",
        f"{_SOURCES}/lock.py",
        "kind = fcntl.LOCK_EX if writing else fcntl.LOCK_SH",
        "kind = fcntl.LOCK_SH",
        suites=("write",),
    ),
    Fault(
        "own-files-lost",
        "files of a user in the folder of a product are deleted",
        f"{_SOURCES}/write.py",
        "for name in others:",
        "for name in others[:0]:",
        suites=("write",),
    ),
    Fault(
        "half-written",
        "the folders that were built are put in place although another could not be",
        f"{_SOURCES}/write.py",
        "if kind is None:",
        "if True:",
        suites=("write",),
    ),
    Fault(
        "stars-cover-nothing",
        "the order check takes a starred header pattern for a header of that name",
        f"{_SOURCES}/signing/order.py",
        'name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern',
        "name == pattern",
        suites=("signing",),
    ),
    Fault(
        "joined-list-trusted",
        "the order check takes any value for a list of the headers that are signed",
        f"{_SOURCES}/signing/order.py",
        "return self.lists.get(name)",
        "return self.lists.get(name, frozenset())",
        suites=("signing",),
    ),
    Fault(
        "vectors-without-case",
        "what comes out of a vector may differ in capitals",
        f"{_SOURCES}/signing/prove.py",
        "if actual == wanted:",
        "if str(actual).lower() == str(wanted).lower():",
        suites=("signing",),
    ),
    Fault(
        "option-like-a-credential",
        "an option may have the name of a credential",
        f"{_SOURCES}/lint/names.py",
        "constructor.NAMES | credentials",
        "constructor.NAMES",
        suites=("naming",),
    ),
    Fault(
        "credential-like-a-setting",
        "a credential may be called like an argument that every client has",
        f"{_SOURCES}/signing/recipe.py",
        "name_problem(name) or credential_problem(name)",
        "name_problem(name)",
        suites=("naming",),
    ),
    Fault(
        "temporary-forgotten",
        "flow control is no temporary error",
        "overlays/aliyun/wire.yaml",
        "description: The account has exceeded its rate limit. Wait a second, then retry.\n"
        "          retryable: true",
        "description: The account has exceeded its rate limit. Wait a second, then retry.\n"
        "          retryable: false",
        suites=("specs",),
    ),
)
