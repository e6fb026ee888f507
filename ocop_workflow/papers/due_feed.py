"""The due days of a unit as an iCalendar file (RFC 5545) that calendars of people subscribe to or take in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import STATUS, TRANSP, Calendar, Event

_PRODUCT = "-//OCOP//Chu trinh OCOP thuong nien//VI"
_EVERY_DAY = timedelta(days=1)


@dataclass(frozen=True)
class FeedEvent:
    """One due day: an event of a whole day.

    `uid` stays for ever, `sequence` grows with every change; a day that may still move is tentative, what is no longer
    owed is cancelled.
    """

    uid: str
    sequence: int
    on: date
    summary: str
    description: str
    category: str
    is_provisional: bool
    is_cancelled: bool


@dataclass(frozen=True)
class Feed:
    """The due days of one unit."""

    locality: str
    unit_code: str
    unit: str
    events: tuple[FeedEvent, ...]

    @property
    def file_name(self) -> str:
        """The same every year: whoever subscribed stays subscribed."""
        return f"{self.locality}.{self.unit_code}.ics"


def due_feed(feed: Feed, at: datetime) -> bytes:
    """The file of one unit; `at` is the moment at which it is written."""
    calendar = Calendar.new(prodid=_PRODUCT, method="PUBLISH", name=f"OCOP: hạn của {feed.unit}", language="vi")
    calendar.refresh_interval = _EVERY_DAY
    for event in _in_order(feed.events):
        calendar.add_component(
            Event.new(
                uid=event.uid,
                stamp=at,
                sequence=event.sequence,
                start=event.on,
                end=event.on + _EVERY_DAY,  # the end of a day is the next one, not included
                summary=event.summary,
                description=event.description,
                categories=[event.category],
                status=_status(event),
                transparency=TRANSP.TRANSPARENT,
            )
        )
    written: bytes = calendar.to_ical()
    return written


def _status(event: FeedEvent) -> STATUS:
    if event.is_cancelled:
        return STATUS.CANCELLED
    return STATUS.TENTATIVE if event.is_provisional else STATUS.CONFIRMED


def _in_order(events: Sequence[FeedEvent]) -> list[FeedEvent]:
    return sorted(events, key=lambda event: (event.on, event.uid))
