"""5,000 digests to a mail server and a web receiver on loopback, against two limits and Apprise's loop.

The first limit is one reused connection and nothing else. The second also does the least that «at most one message
repeated» can cost: one `UPDATE` after each message, committed by itself, said to the driver.
"""

import http.client
import json
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ocop_workflow.notify.channels import Channels
from ocop_workflow.notify.message import Message
from ocop_workflow.notify.smtp import compose
from ocop_workflow.operations.notices.outbox import deliver
from ocop_workflow.operations.notices.outbox_claims import tags_of
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import NoticeState
from tests.bench.country import AT, TODAY, cycles_of, load_country
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.sinks import sink
from tests.bench.summary import SUMMARY

JOB = "N digests claimed, sent by {channel}, stamped"
DIGESTS = 5_000
STAMPED_JOB = f"{JOB}, against one UPDATE in a commit each"
PEERS = 200
"""How many the slow peers send; their time is scaled up."""
_FROM = ("OCOP", "ocop@example.org")


def prepare(url: str) -> None:
    rules = load_country(url, dossiers=False)
    for cycle in cycles_of(url, rules):
        with unit_of_work(url) as session:
            raise_reports(session, cycle, date(TODAY.year, 1, 2))
            remind(session, cycle, today=TODAY, at=AT, reports=True)
    settle(url)


def channels_file(url: str, folder: Path, line: str) -> Path:
    """A channel for every province, with the tags of all its desks."""
    path = folder / f"channels-{line[:4]}.yaml"
    tags: dict[str, set[str]] = {}
    with reading(url) as session:
        for notice, unit in _noticed(session):
            tags.setdefault(unit.locality, set()).add(tags_of(unit, notice.desk)[0])
    entries = "".join(f"  - {line.format(tag=name)}:\n      tag: {', '.join(sorted(tags[name]))}\n" for name in tags)
    path.write_text(f"version: 1\nurls:\n{entries}", encoding="utf-8")
    return path


def _noticed(session: Session) -> list[tuple[Notice, Unit]]:
    return list(session.exec(select(Notice, Unit).join(Unit, col(Unit.id) == col(Notice.unit_id))).all())


def ours(url: str, channels: Channels) -> None:
    done = deliver(lambda: unit_of_work(url), channels, today=TODAY, now=lambda: AT, limit=DIGESTS)
    assert done.sent == DIGESTS


def texts(url: str, folder: Path) -> list[Message]:
    """The messages as ours writes them: delivered once into a mailbox."""
    with copy_of(url, folder) as copy, Channels.mailbox(folder / "box") as channels:
        ours(copy, channels)
        with reading(copy) as session:
            sent = session.exec(select(Notice).where(Notice.state == NoticeState.SENT)).all()
            return [Message(notice.code, notice.title or "", notice.body or "", AT) for notice in sent]


Stamp = Callable[[Message], object]


def nothing(_: Message) -> None:
    """What the first limit stores."""


@contextmanager
def one_update(url: str) -> Iterator[Stamp]:
    """The stamp of the second limit: a statement that is a transaction of its own, on a connection of the driver."""
    mark = "?" if url.startswith("sqlite") else "%s"
    statement = f"UPDATE notice SET state = 'sent', sent_at = {mark} WHERE id = {mark}"
    pooled = engine_for(url).raw_connection()
    if mark == "%s":
        pooled.driver_connection.autocommit = True  # as ours for SQLite are
    at = AT if mark == "%s" else AT.isoformat(" ")
    cursor = pooled.cursor()

    def stamp(message: Message) -> None:
        cursor.execute(statement, (at, int(message.id.rpartition("-")[2])))
        assert cursor.rowcount == 1

    yield stamp
    pooled.invalidate()


def reused_smtp(port: int, messages: list[Message], stamp: Stamp = nothing) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number, message in enumerate(messages):
            recipient = f"desk{number}@example.org"
            smtp.sendmail(_FROM[1], [recipient], compose(message, _FROM, ("", recipient)))
            stamp(message)


def reused_http(port: int, messages: list[Message], stamp: Stamp = nothing) -> None:
    web = http.client.HTTPConnection("127.0.0.1", port)
    for message in messages:
        body = json.dumps({"title": message.subject, "message": message.body}).encode()
        web.request("POST", "/", body, {"Content-Type": "application/json"})
        web.getresponse().read()
        stamp(message)
    web.close()


def plain_apprise(line: str, messages: list[Message]) -> None:
    """A fresh instance for each message: with one instance Apprise waits 5.5 s between two mails."""
    from apprise import Apprise, NotifyFormat

    for number, message in enumerate(messages):
        door = Apprise()
        door.add(line.format(tag=f"desk{number}"))
        door.notify(body=message.body, title=message.subject, body_format=NotifyFormat.TEXT)


def timed(work: Callable[..., object], *given: object) -> float:
    return seconds(lambda: work(*given))


@pytest.mark.timeout(0)
def test_delivering(fresh, databases, tmp_path):
    figures = Figures(
        f"Deliver {DIGESTS:,} digests, each claimed, sent, stamped (limit: one reused connection, nothing stored; "
        "or one UPDATE in a commit after each message)",
        ("database, channel", "ours s", "limit s", "ratio", "with UPDATE s", "ratio", "Apprise's loop s", "digests/s"),
    )
    mail, web = "mailto://127.0.0.1:{port}/{tag}@example.org?from=ocop@example.org", "json://127.0.0.1:{port}/{tag}"
    for kind in databases:
        template = fresh(kind)
        prepare(template)
        messages = texts(template, tmp_path)
        for name, line, raw in (("mail", mail, reused_smtp), ("web", web, reused_http)):
            with sink(name) as receiver:
                port = receiver.port
                address = line.replace("{port}", str(port))
                file = channels_file(template, tmp_path, address)

                def once(template=template, file=file):
                    with copy_of(template, tmp_path) as url, Channels.from_file(file) as channels:
                        return seconds(lambda: ours(url, channels))

                def stamped(template=template, raw=raw, port=port, messages=messages):
                    with copy_of(template, tmp_path) as url, one_update(url) as stamp:
                        return timed(raw, port, messages, stamp)

                mine, best, least = interleaved(once, partial(timed, raw, port, messages), stamped)
                slow = timed(plain_apprise, address, messages[:PEERS]) * DIGESTS / PEERS
            figures.add(f"{kind}, {name}", mine, best, mine / best, least, mine / least, slow, int(DIGESTS / mine))
            job, is_mail = JOB.format(channel=name), name == "mail"
            SUMMARY.against_limit(job, DIGESTS, kind, mine, best, at_most=3 if is_mail else None)
            SUMMARY.against_limit(STAMPED_JOB.format(channel=name), DIGESTS, kind, mine, least)
            if is_mail:  # a twentieth of Apprise's own post would be less than a reused connection takes
                SUMMARY.against_peer(f"{job}, against Apprise's loop", DIGESTS, kind, mine, slow, at_least=20)
    figures.show()
