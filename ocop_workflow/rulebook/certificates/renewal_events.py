"""What happened to a certificate, folded into how it stands: the register's row must say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ocop_workflow.vocabulary import CertificateAct as Act


@dataclass(frozen=True)
class Event:
    """One act; `until` is the last day that it gives."""

    seq: int
    act: Act
    on_day: date
    until: date | None


def standing_of(events: Iterable[Event]) -> tuple[date | None, date | None, date | None, Act | None]:
    """(valid until, extended until, ended on, ended by) after all acts; an ended certificate stays ended."""
    valid_until = extended_until = ended_on = None
    ended_by: Act | None = None
    for event in events:
        if event.act is Act.ISSUED:
            valid_until = event.until
        elif event.act in (Act.EXTENDED, Act.EXTENSION_ENDED):
            lasts = event.until is not None and valid_until is not None and event.until > valid_until
            extended_until = event.until if lasts else None
        elif event.act in (Act.REPLACED, Act.REVOKED) and ended_by is None:
            ended_on, ended_by = event.on_day, event.act
    return valid_until, extended_until, ended_on, ended_by
