"""The handlers of the control plane, one function per path and method."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..faults import ArmedFault, Fault
from ..numbers import whole
from ..sites.admission import rate_scope
from ..state import Limits, Seed
from ..state.limits import calls_made, limits_of
from ..version import __version__
from .exchange import ControlError, ControlRequest, done, respond
from .messages import (
    LAST_SECOND,
    AccountLimits,
    ClockChange,
    ClockState,
    FaultList,
    FaultState,
    Health,
    JournalPage,
    LimitList,
    Ready,
    SettingList,
    Snapshot,
    SnapshotRecord,
    State,
    Usage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..app import Emulator
    from ..http import Response

_MOST = 1000


def health(_emulator: Emulator, _request: ControlRequest) -> Response:
    """Liveness."""
    return respond(Health("ok", __version__))


def ready(emulator: Emulator, _request: ControlRequest) -> Response:
    """Readiness: 503 when the store is not writable."""
    try:
        emulator.world.probe()
    except Exception as error:
        raise ControlError(503, f"the store is not writable: {error}") from error
    products = {operation.contract.product for operation in emulator.operations}
    return respond(Ready("ready", tuple(sorted(products))))


def reset(emulator: Emulator, _request: ControlRequest) -> Response:
    """Return to the seed."""
    emulator.reset()
    return done()


def put_snapshot(emulator: Emulator, request: ControlRequest) -> Response:
    """Restore a state."""
    snapshot = request.body(Snapshot)
    try:
        emulator.world.restore((r.kind, r.key, dict(r.value), r.expires) for r in snapshot.records)
    except ValueError as error:
        raise ControlError(400, str(error)) from error
    return done()


def get_state(emulator: Emulator, request: ControlRequest) -> Response:
    """The state with secrets masked."""
    request.only("kind", "limit")
    kind, limit = request.http.query.get("kind"), request.number("limit", 100, 0, _MOST)
    world, secrets = emulator.world, emulator.world.secrets
    kinds = {found: world.number(found) for found in world.kinds()}
    shown = [
        SnapshotRecord(found, secrets.hide(key), secrets.without(value), expires)
        for each in kinds
        if kind in {None, each}
        for found, key, value, expires in world.store.part(each, "", limit, world.clock.now())
    ]
    return respond(State(kinds, tuple(shown)))


def post_seed(emulator: Emulator, request: ControlRequest) -> Response:
    """Add to the state."""
    try:
        Seed.read(request.json()).write(emulator.world.store)
    except ValueError as error:
        raise ControlError(400, str(error)) from error
    return done()


def get_journal(emulator: Emulator, request: ControlRequest) -> Response:
    """The newest matching entries."""
    request.only("after", "limit", "operation", "status", "code")
    after, limit = request.number("after", 0, 0, 2**62), request.number("limit", 100, 1, _MOST)
    status = request.number("status", -1, 0, 599)
    query = request.http.query
    newest = emulator.world.journal.newest()
    fitting = [
        entry
        for entry in emulator.world.journal.entries()
        if entry.id > after
        and query.get("operation") in {None, entry.operation}
        and status in {-1, entry.status}
        and query.get("code") in {None, entry.code}
    ]
    return respond(JournalPage(tuple(fitting[-limit:]), newest))


def get_entry(emulator: Emulator, _request: ControlRequest, number: str) -> Response:
    """One entry."""
    found = whole(number)
    entry = None if found is None else emulator.world.journal.get(found)
    if entry is None:
        raise ControlError(404, f"the journal has no entry {number[:40]}")
    return respond(entry)


def clear_journal(emulator: Emulator, _request: ControlRequest) -> Response:
    """Delete all entries of the journal."""
    emulator.world.journal.clear()
    return done()


def get_faults(emulator: Emulator, _request: ControlRequest) -> Response:
    """The armed faults."""
    return respond(FaultList(tuple(_fault(armed) for armed in emulator.world.faults.armed())))


def arm(emulator: Emulator, request: ControlRequest) -> Response:
    """Arm a fault."""
    fault = request.body(Fault)
    try:
        return respond(_fault(emulator.arm(fault)), 201)
    except ValueError as error:
        raise ControlError(400, str(error)) from error


def disarm_all(emulator: Emulator, _request: ControlRequest) -> Response:
    """Disarm all faults."""
    emulator.world.faults.clear()
    return done()


def get_fault(emulator: Emulator, _request: ControlRequest, fault_id: str) -> Response:
    """One armed fault."""
    armed = emulator.world.faults.get(fault_id)
    if armed is None:
        raise ControlError(404, f"no fault {fault_id} is armed")
    return respond(_fault(armed))


def disarm(emulator: Emulator, _request: ControlRequest, fault_id: str) -> Response:
    """Disarm one fault."""
    if not emulator.world.faults.disarm(fault_id):
        raise ControlError(404, f"no fault {fault_id} is armed")
    return done()


def get_clock(emulator: Emulator, _request: ControlRequest) -> Response:
    """The clock."""
    clock = emulator.world.clock
    return respond(ClockState(round(clock.now(), 6), clock.frozen, round(clock.ahead, 6)))


def change_clock(emulator: Emulator, request: ControlRequest) -> Response:
    """Set or move the clock, stop it or let it run."""
    change, clock = request.body(ClockChange), emulator.world.clock
    then = change.now if change.now is not None else clock.now() + (change.shift or 0.0)
    if not 0 <= then <= LAST_SECOND:
        raise ControlError(400, f"shift: the clock would show {then:.0f}, outside 0 to {LAST_SECOND}")
    if change.now is not None:
        clock.set(change.now)
    if change.shift is not None:
        clock.shift(change.shift)
    if change.frozen:
        clock.freeze(change.now if change.now is not None else clock.now())
    elif change.frozen is False:
        clock.resume()
    return get_clock(emulator, request)


def reset_clock(emulator: Emulator, request: ControlRequest) -> Response:
    """Return to the system time."""
    emulator.world.clock.reset()
    return get_clock(emulator, request)


def get_settings(emulator: Emulator, _request: ControlRequest) -> Response:
    """Every setting with its value."""
    return respond(SettingList(emulator.world.settings.values()))


def get_limits(emulator: Emulator, _request: ControlRequest) -> Response:
    """The limits of every account."""
    accounts = emulator.world.store.scan("account", "", emulator.world.clock.now())
    return respond(LimitList(tuple(_limits(emulator, account) for account in accounts)))


def get_account_limits(emulator: Emulator, _request: ControlRequest, key: str) -> Response:
    """The limits of one account."""
    return respond(_limits(emulator, _account(emulator, key)))


def put_limits(emulator: Emulator, request: ControlRequest, key: str) -> Response:
    """Set the limits of an account."""
    return _set_limits(emulator, key, asdict(request.body(Limits)))


def delete_limits(emulator: Emulator, _request: ControlRequest, key: str) -> Response:
    """Return an account to the documented limits."""
    return _set_limits(emulator, key, None)


def _set_limits(emulator: Emulator, key: str, limits: Mapping[str, Any] | None) -> Response:
    account: dict[str, Any] = {**_account(emulator, key), "limits": limits}
    emulator.world.store.put("account", key, account, account.get("expires"))
    return respond(_limits(emulator, account))


def _account(emulator: Emulator, key: str) -> Mapping[str, Any]:
    account = emulator.world.account(key)
    if account is None:
        raise ControlError(404, f"no account has the key {key}")
    return account


def _limits(emulator: Emulator, account: Mapping[str, Any]) -> AccountLimits:
    world, owner = emulator.world, str(account["owner"])
    usage: list[Usage] = []
    for operation in emulator.operations:
        limits = limits_of(account, emulator.sites.serving(operation).limits(operation))
        calls = calls_made(world.store, limits, rate_scope(owner, operation), world.clock.now())
        usage.append(Usage(operation.contract.product, operation.id, limits, calls))
    own = account.get("limits")
    return AccountLimits(str(account["key"]), owner, None if own is None else Limits(**own), tuple(usage))


def _fault(armed: ArmedFault) -> FaultState:
    return FaultState(armed.id, armed.fault, armed.calls, armed.met, armed.spent)


ROUTES: dict[str, dict[str, Callable[..., Response]]] = {
    "health": {"GET": health},
    "ready": {"GET": ready},
    "reset": {"POST": reset},
    "snapshot": {"PUT": put_snapshot},
    "state": {"GET": get_state},
    "seed": {"POST": post_seed},
    "journal": {"GET": get_journal, "DELETE": clear_journal},
    "journal/{id}": {"GET": get_entry},
    "faults": {"GET": get_faults, "POST": arm, "DELETE": disarm_all},
    "faults/{id}": {"GET": get_fault, "DELETE": disarm},
    "clock": {"GET": get_clock, "PUT": change_clock, "DELETE": reset_clock},
    "settings": {"GET": get_settings},
    "limits": {"GET": get_limits},
    "limits/{key}": {"GET": get_account_limits, "PUT": put_limits, "DELETE": delete_limits},
}
"""Path below ``/_emulator`` to method to handler; path parameters are passed as text."""
