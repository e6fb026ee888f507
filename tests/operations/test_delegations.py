"""Ủy quyền có thời hạn: on its days the deputy gets what is owed to the principal, and both names can be read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.notify.channels import Channels
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.operations.notices.delegations import Seat, delegate, deputies_on, end_delegation, list_delegations
from ocop_workflow.operations.notices.digests import digest_of
from ocop_workflow.operations.notices.outbox import deliver
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.delegation_tables import Delegation
from ocop_workflow.records.dossier_tables import DossierLog
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.tables import ActLog
from ocop_workflow.records.transitions import Paper
from ocop_workflow.vocabulary import Desk, Role
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import TODAY, a_cycle, a_decision, a_dossier
from tests.operations.conftest import AT, UONG_BI, City

LOCALITY = "quang-ninh.uong-bi"
CHAIR = Seat("ubnd-tp", Desk.HEAD, "Nguyễn Văn Mẫu")
DEPUTY = Seat("phong-kinh-te", Desk.OFFICE, "Trần Thị Mẫu")
PAPER = Paper("12/GUQ-UBND", date(2024, 4, 26))
FIRST, LAST = date(2024, 5, 2), date(2024, 5, 31)
WORDS = (
    "Trần Thị Mẫu thay Nguyễn Văn Mẫu theo văn bản ủy quyền số 12/GUQ-UBND ngày 26/04/2024,"
    " từ 02/05/2024 đến hết 31/05/2024"
)


def given(city: City, *, principal: Seat = CHAIR, deputy: Seat = DEPUTY, first: date = FIRST, last: date = LAST) -> int:
    with city.work() as session:
        made = delegate(
            session, LOCALITY, principal, deputy,
            paper=PAPER, starts_on=first, ends_on=last, actor="mẫu", today=date(2024, 4, 26), at=AT,
        )  # fmt: skip
        return made.id or 0


def on(city: City, day: date) -> str | None:
    """Who receives for the chair on the day."""
    with city.look() as session:
        chair = unit_of(session, LOCALITY, "ubnd-tp")
        found = deputies_on(session, {chair.id or 0}, day).get((chair.id or 0, Desk.HEAD))
        return found.deputy if found else None


class TestDays:
    def test_the_first_and_the_last_day_are_in(self, city: City) -> None:
        given(city)
        days = (date(2024, 5, 1), FIRST, LAST, date(2024, 6, 1))
        assert [on(city, day) for day in days] == [None, DEPUTY.name, DEPUTY.name, None]

    def test_from_the_day_it_is_ended_the_principal_receives_again(self, city: City) -> None:
        number = given(city)
        with city.work() as session:
            end_delegation(session, number, reason="về sớm", actor="mẫu", today=date(2024, 5, 20), at=AT)
        assert (on(city, date(2024, 5, 19)), on(city, date(2024, 5, 20))) == (DEPUTY.name, None)
        with city.work() as session, pytest.raises(Refused, match="đã hết ngày 20/05/2024"):
            end_delegation(session, number, reason="lần nữa", actor="mẫu", today=date(2024, 5, 21), at=AT)
        assert given(city, first=date(2024, 5, 20)) > number, "its later days are free again"

    def test_a_desk_has_one_deputy_at_a_time(self, city: City) -> None:
        number = given(city)
        with pytest.raises(Conflict, match=f"ocop delegation end {number}"):
            given(city, deputy=replace(DEPUTY, name="Lê Mẫu"), first=LAST, last=date(2024, 6, 30))
        given(city, first=date(2024, 6, 1), last=date(2024, 6, 30))
        given(city, principal=replace(CHAIR, desk=Desk.OFFICE))

    @pytest.mark.parametrize(
        ("change", "error", "words"),
        [
            ({"first": LAST, "last": FIRST}, Refused, "ở trước ngày đầu"),
            ({"first": date(2024, 4, 1), "last": date(2024, 4, 20)}, Refused, "đã hết ngày 20/04/2024"),
            ({"first": date(2024, 4, 25)}, Refused, "có sau ngày bắt đầu"),
            ({"deputy": replace(DEPUTY, name="nguyễn văn mẫu")}, Refused, "một người"),
            ({"deputy": replace(DEPUTY, unit="khong-co")}, NotFound, "khong-co"),
        ],
    )
    def test_what_cannot_be_is_refused(self, city: City, change, error, words) -> None:
        with pytest.raises(error, match=words):
            given(city, **change)
        with city.look() as session:
            assert session.exec(select(Delegation)).all() == []


class TestNotices:
    """Eleven working days after 18 March the leader is told of Uông Bí's first monthly reports."""

    def _owed(self, city: City, today: date) -> int:
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, today)
            raise_reports(session, cycle, today)
            remind(session, cycle, today=today, at=AT, reports=True)
            notice = session.exec(
                select(Notice).where(Notice.desk == Desk.HEAD, Notice.unit_id == self._chair(session))
            )
            return notice.one().id or 0

    def _chair(self, session) -> int:
        return unit_of(session, LOCALITY, "ubnd-tp").id or 0

    def test_it_goes_to_the_deputy_and_names_both(self, city: City, tmp_path: Path) -> None:
        number = given(city)
        today = date(2024, 5, 6)
        notice_id = self._owed(city, today)
        with city.look() as session:
            preview = digest_of(session, session.get_one(Notice, notice_id), today)
        assert preview is not None
        assert f"Người nhận: {WORDS}." in preview[1]
        deliver(city.work, Channels.mailbox(tmp_path), today=today, now=lambda: AT)
        with city.look() as session:
            notice = session.get_one(Notice, notice_id)
            acts = [act.detail for act in session.exec(select(ActLog).where(ActLog.action == "notice_redirected"))]
            assert notice.delegation_id == number
            assert acts == [f"{notice.code}: {WORDS}"]
        (letter,) = [path for path in tmp_path.rglob("*.txt") if notice.code in path.name]
        assert WORDS in letter.read_text(encoding="utf-8")
        assert "phong-kinh-te" in str(letter)

    def test_before_and_after_its_days_the_principal_gets_it(self, city: City, tmp_path: Path) -> None:
        given(city, first=date(2024, 6, 3), last=date(2024, 6, 28))
        today = date(2024, 5, 6)
        notice_id = self._owed(city, today)
        deliver(city.work, Channels.mailbox(tmp_path), today=today, now=lambda: AT)
        with city.look() as session:
            notice = session.get_one(Notice, notice_id)
            assert notice.delegation_id is None
            assert "Người nhận" not in (notice.body or "")


def test_the_list_says_how_each_stands_on_the_day(city: City) -> None:
    given(city)
    given(city, first=date(2024, 6, 3), last=date(2024, 6, 28))
    with city.look() as session:
        stands = [line.stands for line in list_delegations(session, date(2024, 6, 1))]
        in_force = list_delegations(session, FIRST, unit="phong-kinh-te", in_force=True)
    assert stands == ["đã hết", "chưa bắt đầu"]
    assert [(line.principal, line.unit_code, line.deputy, line.to_unit_code) for line in in_force] == [
        (CHAIR.name, "ubnd-tp", DEPUTY.name, "phong-kinh-te")
    ]


class TestOfficeHours:
    """A notice owed at night waits for the morning of the next working day: Uông Bí, 07:30 to 17:00 (a setting)."""

    def _first_attempts(self, city: City, today: date, at: datetime) -> set[datetime]:
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, today)
            raise_reports(session, cycle, today)
            remind(session, cycle, today=today, at=at, reports=True)
            return {notice.next_attempt_at for notice in session.exec(select(Notice))}

    def test_it_is_owed_at_night_and_sent_in_the_morning(self, city: City, tmp_path: Path) -> None:
        friday, night = date(2024, 4, 19), datetime(2024, 4, 19, 15, 0, tzinfo=UTC)  # 22:00 in Việt Nam
        monday_morning = datetime(2024, 4, 22, 0, 30, tzinfo=UTC)
        assert self._first_attempts(city, friday, night) == {monday_morning}
        channels = Channels.mailbox(tmp_path)
        assert deliver(city.work, channels, today=friday, now=lambda: night, rules=city.rules).looked_at == 0
        on_monday = date(2024, 4, 22)
        assert deliver(city.work, channels, today=on_monday, now=lambda: monday_morning, rules=city.rules).sent > 0

    def test_what_waits_for_another_attempt_also_waits_for_the_office(self, city: City, tmp_path: Path) -> None:
        day, in_time = date(2024, 4, 19), datetime(2024, 4, 19, 8, 0, tzinfo=UTC)
        assert self._first_attempts(city, day, in_time) == {in_time}
        evening = datetime(2024, 4, 19, 10, 1, tzinfo=UTC)  # 17:01: the server was away all afternoon
        channels = Channels.mailbox(tmp_path)
        assert deliver(city.work, channels, today=day, now=lambda: evening, rules=city.rules).looked_at == 0
        with city.look() as session:
            waits = {notice.next_attempt_at for notice in session.exec(select(Notice))}
        assert waits == {datetime(2024, 4, 22, 0, 30, tzinfo=UTC)}

    def test_a_person_may_send_at_any_hour(self, city: City, tmp_path: Path) -> None:
        night = datetime(2024, 4, 19, 15, 0, tzinfo=UTC)
        self._first_attempts(city, date(2024, 4, 19), night)
        done = deliver(
            city.work, Channels.mailbox(tmp_path), today=date(2024, 4, 19), now=lambda: night,
            rules=city.rules, any_hour=True,
        )  # fmt: skip
        assert done.sent > 0

    def test_the_hour_of_a_replayed_day_is_not_known(self, city: City) -> None:
        assert self._first_attempts(city, date(2024, 4, 19), AT) == {AT}


def test_a_deputy_s_decision_carries_both_names_and_the_paper(database: str) -> None:
    """Of the unit that answers in the role, on the days of the delegation; on others the name stands alone."""
    with unit_of_work(database) as session:
        cycle = a_cycle(session)
        delegate(
            session, "mau.mau",
            Seat("kinh-te", Desk.HEAD, "Nguyễn Văn Mẫu"), Seat("kinh-te", Desk.OFFICE, "Trần Thị Mẫu"),
            paper=Paper("12/GUQ", TODAY), starts_on=TODAY, ends_on=TODAY, actor="mẫu", today=TODAY, at=AT,
        )  # fmt: skip
        names = []
        for today in (TODAY, TODAY + timedelta(days=1)):
            dossier = a_dossier(session, cycle, S.IDEA_REFERRED)
            by = a_decision(Role.STANDING_UNIT, actor="Trần Thị Mẫu", today=today)
            decide(session, cycle, dossier.code, "accept_idea", by)
            log = select(DossierLog).where(DossierLog.dossier_id == dossier.id, DossierLog.action == "accept_idea")
            names.append(session.exec(log).one().actor)
    assert names == ["Trần Thị Mẫu (thay Nguyễn Văn Mẫu, ủy quyền số 12/GUQ ngày 14/06/2024)", "Trần Thị Mẫu"]
