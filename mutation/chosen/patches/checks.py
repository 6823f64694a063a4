"""Mutants of what the generator refuses and of how it writes. No client shows them; suites of their own do."""

from ..patch import Patch

_SOURCES = "generator/src/specseal"

PATCHES = (
    Patch(
        "lock-shared",
        "two writers may write at once",
        f"{_SOURCES}/lock.py",
        "kind = fcntl.LOCK_EX if writing else fcntl.LOCK_SH",
        "kind = fcntl.LOCK_SH",
        suites=("tests/generator/write",),
    ),
    Patch(
        "user-files-deleted",
        "a user's files in the folder of a product are deleted",
        f"{_SOURCES}/write.py",
        "for name in others:",
        "for name in others[:0]:",
        suites=("tests/generator/write",),
    ),
    Patch(
        "half-written",
        "some folders are replaced although another could not be built",
        f"{_SOURCES}/write.py",
        "if kind is None:",
        "if True:",
        suites=("tests/generator/write",),
    ),
    Patch(
        "star-matches-itself",
        "the order check reads a header pattern with a star literally",
        f"{_SOURCES}/signing/reading.py",
        'name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern',
        "name == pattern",
        suites=("tests/generator/signing",),
    ),
    Patch(
        "joined-list-trusted",
        "the order check takes any value for a list of the signed headers",
        f"{_SOURCES}/signing/reading.py",
        "return self.lists.get(name)",
        "return self.lists.get(name, frozenset())",
        suites=("tests/generator/signing",),
    ),
    Patch(
        "vectors-ignore-case",
        "test vectors are compared without case",
        f"{_SOURCES}/signing/prove.py",
        "if actual == wanted:",
        "if str(actual).lower() == str(wanted).lower():",
        suites=("tests/generator/signing",),
    ),
    Patch(
        "option-like-a-credential",
        "an option may have the name of a credential",
        f"{_SOURCES}/lint/names.py",
        "options.values(), constructor.NAMES | credentials",
        "options.values(), constructor.NAMES",
        suites=("tests/generator/naming",),
    ),
    Patch(
        "credential-like-a-setting",
        "a credential may have the name of a constructor argument",
        f"{_SOURCES}/signing/recipe.py",
        "name_problem(name) or credential_problem(name)",
        "name_problem(name)",
        suites=("tests/generator/naming",),
    ),
    Patch(
        "temporary-forgotten",
        "the contract does not call throttling temporary",
        "overlays/aliyun/wire.yaml",
        "description: The account has exceeded its rate limit. Wait a second, then retry.\n"
        "          retryable: true",
        "description: The account has exceeded its rate limit. Wait a second, then retry.\n"
        "          retryable: false",
        suites=("tests/specs",),
    ),
)
