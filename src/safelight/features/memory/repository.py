"""What was measured of loading and drawing, kept and found again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.memory.tables import Measurement


def find(session: Session, *, model: str, device_name: str, options: str, work: str) -> Measurement | None:
    """What one kind of work took."""
    return session.scalar(
        select(Measurement).where(
            Measurement.model == model,
            Measurement.device_name == device_name,
            Measurement.options == options,
            Measurement.work == work,
        )
    )


def save(
    session: Session,
    *,
    model: str,
    device_name: str,
    options: str,
    work: str,
    peak_bytes: int | None,
    resident_bytes: int | None,
    seconds: float,
) -> None:
    """Keep the highest memory and the newest time of one kind of work."""
    row = find(session, model=model, device_name=device_name, options=options, work=work)
    if row is None:
        row = Measurement(model=model, device_name=device_name, options=options, work=work, times=0, seconds=seconds)
        session.add(row)
    row.peak_bytes = max(peak_bytes or 0, row.peak_bytes or 0) or None
    row.resident_bytes = resident_bytes
    row.seconds = seconds
    row.times += 1
