"""What loading and running models took, as measured."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class Measurement(Base):
    """The highest memory and the time that one kind of work took on one kind of device.

    `work` is load, or generate with its size (`generate 512x512 n1`); `options` the hash of the load options.
    """

    __tablename__ = "measurement"
    __table_args__ = (Index("ix_measurement_lookup", "model", "device_name", "options", "work", unique=True),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("meas"))
    model: Mapped[str] = mapped_column(String(200))
    device_name: Mapped[str] = mapped_column(String(128))
    options: Mapped[str] = mapped_column(String(64))
    work: Mapped[str] = mapped_column(String(64))
    peak_bytes: Mapped[int | None] = mapped_column(BigInteger)
    resident_bytes: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[float]
    times: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
