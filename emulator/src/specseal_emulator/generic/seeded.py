"""What is wrong with the records of a seed: misspelt products and kinds, wrong keys, values that only one may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..quoting import quoted
from ..state.records import KINDS
from ..suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..state import Seed, StoredRecord
    from .memory import Kind


def seed_doubts(seed: Seed, stored: Iterable[str], known: Mapping[str, Mapping[str, Kind]]) -> Iterator[str]:
    """What is wrong, in words. Args: `stored`, the kinds that the store has; `known`, the kinds by product."""
    for of in stored:
        if of.startswith(KINDS):
            product, _, name = of.removeprefix(KINDS).partition("/")
            if text := _unknown(product, name, known):
                yield f"stored_records: {text}"
    owners = {account.owner for account in seed.accounts}
    for number, item in enumerate(seed.stored_records):
        kind = known.get(item.product, {}).get(item.record)
        for text in () if kind is None else _misfits(item, kind, owners):
            yield f"seed: stored_records[{number}]: {text}"
    yield from _same(seed.stored_records, known)


def _same(items: Sequence[StoredRecord], known: Mapping[str, Mapping[str, Kind]]) -> Iterator[str]:
    """Records with a value that only one of their kind and owner may have."""
    last = {(one.product, one.record, one.owner, one.key): number for number, one in enumerate(items)}
    first: dict[tuple[str, ...], int] = {}
    for number in last.values():  # of two records with one key the later one counts
        item = items[number]
        kind = known.get(item.product, {}).get(item.record)
        for name in () if kind is None else kind.unique:
            if (value := item.fields.get(name)) is not None:
                other = first.setdefault((item.product, item.record, item.owner, name, str(value)), number)
                if other != number:
                    yield (
                        f"seed: stored_records[{number}]: {name} is {quoted(str(value))} in stored_records[{other}] "
                        f"too, and no two records {item.record} may have the same"
                    )


def _unknown(product: str, name: str, known: Mapping[str, Mapping[str, Kind]]) -> str:
    if product not in known:
        return f"no contract that is served is called {quoted(product)}{nearest(product, known)}"
    if name in known[product]:
        return ""
    if not known[product]:
        return f"the contract {product} declares no records; write x-emulator: {{records: …}} at its root"
    return f"{product} has no record {quoted(name)}{nearest(name, known[product])}"


def _misfits(item: StoredRecord, kind: Kind, owners: set[str]) -> Iterator[str]:
    if len(item.key) != len(kind.key):
        yield f"the key of {kind.name} has {len(kind.key)} values ({', '.join(kind.key)}) and not {len(item.key)}"
        return
    for name, value in zip(kind.key, item.key, strict=True):
        if name not in item.fields:
            yield f"fields lacks {name}, which is in the key: write {name}: {quoted(value)}"
        elif str(item.fields[name]) != value:
            yield f"{name} is {quoted(value)} in the key and {quoted(str(item.fields[name]))} in fields"
    if item.owner not in owners:
        yield f"no account of the seed is of owner {quoted(item.owner)}: set owner here or at an account"
