"""Mutants of the emulator for any contract: signatures by recipe, routes, records, lists, seeds."""

from ..patch import Patch

_SOURCE = "emulator/src/specseal_emulator"
_TESTS = "tests/emulator/generic"

PATCHES = (
    Patch(
        "one-field-is-enough",
        "a request is accepted when one of its signed fields is right",
        f"{_SOURCE}/recipe/verify.py",
        "    if differing:\n",
        "    if len(differing) == len(scheme.targets):\n",
        suites=(_TESTS,),
    ),
    Patch(
        "recipe-age-unchecked",
        "a signed request may be of any age",
        f"{_SOURCE}/generic/signatures.py",
        "(age := now - min(map(seconds_of, made))) > window:",
        "(age := now - min(map(seconds_of, made))) > now:",
        suites=(_TESTS,),
    ),
    Patch(
        "recipe-expiry-unchecked",
        "a signed request is accepted after the time at which it says that it expires",
        f"{_SOURCE}/generic/signatures.py",
        "            if left < 0:\n",
        "            if left < -now:\n",
        suites=(_TESTS,),
    ),
    Patch(
        "nonce-forgotten-early",
        "a nonce may be used again before the request that had it is too old",
        f"{_SOURCE}/generic/signatures.py",
        "self._services.store.add(NONCES, short(key(*holder, *nonces)), {}, now, now + lasts + 1)",
        "self._services.store.add(NONCES, short(key(*holder, *nonces)), {}, now, now + 1)",
        suites=(_TESTS,),
    ),
    Patch(
        "highest-nonce-forgotten",
        "a nonce that must grow may be lower than an earlier one",
        f"{_SOURCE}/generic/signatures.py",
        "if not self._services.store.grow(HIGHEST_NONCES, short(key(*holder)), growing):",
        "if not self._services.store.add(HIGHEST_NONCES, key(*holder, str(growing)), {}, 0):",
        suites=(_TESTS,),
    ),
    Patch(
        "parameter-over-segments",
        "a parameter in a path may hold slashes",
        f"{_SOURCE}/generic/routing.py",
        '"([^/]+?)".join(parts)',
        '"(.+?)".join(parts)',
        suites=(_TESTS,),
    ),
    Patch(
        "one-constant-is-enough",
        "an operation is chosen by any one of the constants that set it apart",
        f"{_SOURCE}/generic/routing.py",
        "if all(constant.met(request, body) for constant in one.constants)]",
        "if any(constant.met(request, body) for constant in one.constants)]",
        suites=(_TESTS,),
    ),
    Patch(
        "contested-path-served",
        "a product is served although nothing tells it from another one",
        f"{_SOURCE}/generic/apart.py",
        "        if lost is not None:\n",
        "        if lost is not None and not found:\n",
        suites=(_TESTS, "tests/emulator/test_plugins.py"),
    ),
    Patch(
        "deleted-record-kept",
        "a deleted record is still there",
        f"{_SOURCE}/generic/records.py",
        "                self.table.delete(owner, self._key(given))\n",
        "",
        suites=(_TESTS,),
    ),
    Patch(
        "unique-value-not-freed",
        "the unique value of a deleted record cannot be used again",
        f"{_SOURCE}/generic/table.py",
        "        if old:\n            self._free(self._slots(owner, old))\n",
        "        if old:\n",
        suites=(_TESTS,),
    ),
    Patch(
        "page-repeats-last-record",
        "a page after a record begins with that record",
        f"{_SOURCE}/state/lists.py",
        'else " AND sort > ?"',
        'else " AND sort >= ?"',
        suites=("tests/emulator/test_listing.py",),
    ),
    Patch(
        "empty-cell-is-a-text",
        "an empty cell of a CSV seed is an empty text, not an absent field",
        f"{_SOURCE}/state/stream/rows.py",
        "if cell or needed:",
        "if cell or not needed:",
        suites=("tests/emulator/test_seed_streams.py",),
    ),
)
