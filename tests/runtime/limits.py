"""What tests of limits have in common."""

from specseal.runtime.shared_limits import Reservation


def wait_of(reservation: Reservation | None) -> float:
    """Seconds until a call that has reserved its turn may start."""
    assert reservation is not None
    return reservation.wait
