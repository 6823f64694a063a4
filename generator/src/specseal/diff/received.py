"""What the vendor sends by itself, and the pages that a browser opens."""

from __future__ import annotations

from ..contract import Callback, Contract, Page
from ..naming import snake_case
from .at import At
from .change import Changes
from .values import Values


def compare_callbacks(changes: Changes, old: Contract, new: Contract) -> None:
    """Note every change of callbacks and of what they hold."""
    ones, others = ({one.name: one for one in each.callbacks} for each in (old, new))
    for name, one in ones.items():
        if name not in others:
            names = ("unwrap", f"unwrap_{name}", "callbacks")
            message = f"The callback {name} was removed."
            changes.add("callback-removed", f"callback {name}", message, one.location, new.location, names)
        else:
            _callback(changes, one, others[name])
    for name, other in others.items():
        if name not in ones:
            message = f"The callback {name} was added."
            changes.add("callback-added", f"callback {name}", message, old.location, other.location)


def _callback(changes: Changes, old: Callback, new: Callback) -> None:
    at, places = At(who=f"callback {old.name}", direction="response"), (old.location, new.location)
    if old.signed != new.signed:
        message = f"{_signed(new)}, not {_signed(old)}."
        changes.add(
            "callback-fields-changed", str(at), message[0].upper() + message[1:], *places, ("unwrap",)
        )
    elif (old.data, old.sign) != (new.data, new.sign):
        message = f"The form fields are `{new.data}` and `{new.sign}`, not `{old.data}` and `{old.sign}`."
        names = tuple(map(snake_case, {old.data, old.sign} - {new.data, new.sign}))
        changes.add("callback-fields-changed", str(at), message, *places, names)
    if old.scheme != new.scheme:
        message = f"It is signed by {new.scheme}, not by {old.scheme}."
        changes.add("callback-scheme-changed", str(at), message, *places)
    if old.description != new.description:
        changes.add("documentation", str(at), "Its description was rewritten.", *places)
    Values(changes).compare(at, old.schema, new.schema)


def _signed(callback: Callback) -> str:
    """Where the signature is."""
    signed = callback.signed
    if signed is None:
        return f"the form field `{callback.sign}` signs `{callback.data}`"
    item = f", item `{signed.item}`," if signed.item else ""
    time = f" at the time in `{signed.time_header}`, at most {signed.age} s old" if signed.time_header else ""
    return f"the header `{signed.header}`{item} signs the body{time}"


def compare_pages(changes: Changes, old: Contract, new: Contract) -> None:
    """Note every change of the addresses that a browser opens."""
    ones, others = ({one.name: one for one in each.pages} for each in (old, new))
    for name, one in ones.items():
        if name not in others:
            names = (name, f"{name}_url")
            message = f"The page {name} was removed."
            changes.add("page-removed", f"page {name}", message, one.location, new.location, names)
        else:
            _page(changes, one, others[name])
    for name, other in others.items():
        if name not in ones:
            message = f"The page {name} was added."
            changes.add("page-added", f"page {name}", message, old.location, other.location)


def _page(changes: Changes, old: Page, new: Page) -> None:
    at, places = f"page {old.name}", (old.location, new.location)
    if old.path != new.path:
        changes.add("page-moved", at, f"The path was {old.path}, and is {new.path}.", *places)
    before, after = dict(old.query), dict(new.query)
    for name in before.keys() - after.keys():
        message = f"The parameter `{name}` was removed."
        changes.add("page-query-removed", at, message, *places, (snake_case(name),))
    for name in sorted(after.keys() - before.keys()):
        message = f"The parameter `{name}` was added."
        changes.add("page-query-added", at, message, *places, (snake_case(name),))
    reworded = any(before[name] != after[name] for name in before.keys() & after.keys())
    if reworded or old.description != new.description:
        changes.add("documentation", at, "Its description was rewritten.", *places)
