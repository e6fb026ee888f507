"""The due days of a unit as a calendar file: whole, stable, and valid for a strict reader."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import Session

from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.days.feeds import feeds
from ocop_workflow.operations.plans.plan_changes import renew_cycle
from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.papers.due_feed import Feed, FeedEvent, due_feed
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import DossierState, Step
from tests.builders import AT, OFFICER, TODAY, a_cycle, a_dossier, a_plan


def an_event(**changes: object) -> FeedEvent:
    values = {
        "uid": "report-1@mau.mau.ocop", "sequence": 0, "on": date(2024, 2, 29), "summary": "Báo cáo tháng 2/2024",
        "description": "III.3 «báo cáo»", "category": "Báo cáo", "is_provisional": False, "is_cancelled": False,
    }  # fmt: skip
    return FeedEvent(**{**values, **changes})


def written(*events: FeedEvent) -> bytes:
    return due_feed(Feed("mau.mau", "xa-mot", "UBND xã Mẫu Một", events), AT)


def read(content: bytes) -> dict[str, object]:
    """The events of a file by their UID; a reader that refuses anything malformed."""
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    found = {}
    for event in calendar.walk("VEVENT"):
        assert event.errors == []
        found[str(event["UID"])] = event
    assert len(found) == content.count(b"\r\nBEGIN:VEVENT\r\n")
    return found


class TestAFile:
    """RFC 5545: CRLF, lines of at most 75 octets, UTF-8, the required properties, whole days."""

    def test_is_what_the_standard_asks_for(self):
        content = written(an_event(summary="Báo cáo " + "kết quả thực hiện chương trình " * 8))

        assert content.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert max(map(len, content.split(b"\r\n"))) <= 75
        content.decode("utf-8")
        calendar = Calendar.from_ical(content)
        assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
        assert calendar["PRODID"]

    def test_a_due_day_is_a_whole_day_that_blocks_nobody(self):
        (event,) = read(written(an_event())).values()

        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert (event.start, event.end) == (date(2024, 2, 29), date(2024, 3, 1))
        assert (event["TRANSP"], event["STATUS"], event["SEQUENCE"]) == ("TRANSPARENT", "CONFIRMED", 0)
        assert event["DTSTAMP"].dt == AT.replace(microsecond=0)

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"is_provisional": True}, "TENTATIVE"),
            ({"is_cancelled": True}, "CANCELLED"),
            ({"is_provisional": True, "is_cancelled": True}, "CANCELLED"),
        ],
    )
    def test_what_may_move_is_tentative_and_what_is_gone_is_cancelled(self, changes, status):
        (event,) = read(written(an_event(**changes))).values()

        assert event["STATUS"] == status

    def test_words_of_people_stay_words(self):
        words = "III.3; «nộp, gửi»\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:2 \\\\ đ 🌾"
        (event,) = read(written(an_event(description=words, summary=words))).values()

        assert str(event["DESCRIPTION"]) == words.replace("\r\n", "\n")


def of(session: Session, cycle: RunningCycle, unit: str) -> dict[str, object]:
    (feed,) = feeds(session, [cycle], TODAY, unit)
    return read(due_feed(feed, AT))


def open_with_all(session: Session) -> RunningCycle:
    cycle = a_cycle(session)
    raise_assignments(session, cycle, Step.OUTREACH, TODAY)
    raise_reports(session, cycle, TODAY)
    return cycle


class TestTheFeedOfAUnit:
    """Its reports, duties and dossiers, each with clause, words and how the day was reached."""

    def test_holds_what_the_unit_owes_and_nothing_of_others(self, database):
        with unit_of_work(database) as session:
            cycle = open_with_all(session)
            dossier = a_dossier(session, cycle, DossierState.IDEA_SUBMITTED)
            found = of(session, cycle, "xa-mot")
            words = {str(event["SUMMARY"]): str(event["DESCRIPTION"]) for event in found.values()}

            assert sum(summary.startswith("Báo cáo tháng") for summary in words) == 12
            assert words["Báo cáo tháng 3/2024"] == (
                "III.3 «báo cáo trước ngày 25 hàng tháng»\nSố liệu: 01/03/2024 – 31/03/2024\n"
                "Gửi: UBND thành phố Mẫu (qua Phòng Kinh tế)\n"
                "Cách tính hạn: trước ngày 25 tháng 3/2024, tức chậm nhất hết ngày 24/03/2024; "
                "24/03/2024 là ngày nghỉ (Chủ nhật), giữ nguyên ngày: 24/03/2024"
            )
            assert (
                f"Hồ sơ {dossier.code} «{dossier.product_name}»: kiểm tra ý tưởng, chuyển thẩm định hoặc trả lại"
                in words
            )
            assert len(found) == 12 + 1 + 1
            assert {feed.unit_code for feed in feeds(session, [cycle], TODAY)} == {
                "kinh-te", "nong-dan", "xa-hai", "xa-mot",
            }  # fmt: skip

    def test_a_moved_day_keeps_its_uid_and_raises_its_sequence(self, database):
        with unit_of_work(database) as session:
            cycle = open_with_all(session)
            before = of(session, cycle, "xa-mot")
            later = a_plan(reports=[{**a_plan().reports[0].model_dump(by_alias=True), "due": {"before_day": 28}}])
            cycle = a_cycle(session, later)
            renew_cycle(session, cycle, actor=OFFICER, today=TODAY, at=AT)
            after = of(session, cycle, "xa-mot")

            assert before.keys() == after.keys()
            moved = {uid for uid in before if before[uid].start != after[uid].start}
            assert len(moved) == 12
            assert {after[uid].start - before[uid].start for uid in moved} == {timedelta(days=3)}
            assert {(before[uid]["SEQUENCE"], after[uid]["SEQUENCE"]) for uid in moved} == {(0, 1)}

    def test_what_is_filed_stays_and_what_is_no_longer_owed_is_cancelled(self, database):
        with unit_of_work(database) as session:
            cycle = open_with_all(session)
            submit_report(session, cycle, "xa-mot", "2024-M03", actor=OFFICER, today=TODAY, at=AT, content="mẫu")
            cycle = a_cycle(session, a_plan(reports=[]))
            renew_cycle(session, cycle, actor=OFFICER, today=TODAY, at=AT)
            found = {str(event["SUMMARY"]): event for event in of(session, cycle, "xa-mot").values()}

            assert found["Đã nộp: Báo cáo tháng 3/2024"]["STATUS"] == "CONFIRMED"
            assert found["Báo cáo tháng 4/2024"]["STATUS"] == "CANCELLED"
            assert found["Báo cáo tháng 4/2024"]["SEQUENCE"] == 1
