"""26/2026/QĐ-TTg, Đ.4.3, Đ.7.6, Đ.12: how a certificate stands on every day, and what a missed window leaves."""

import random
from datetime import date, timedelta

import pytest

from ocop_workflow.rulebook.certificates.renewal import (
    Evidence,
    Held,
    HeldRound,
    next_of,
    papers_ending_before,
    rounds_from,
    status_on,
    window_of,
)
from ocop_workflow.rulebook.certificates.renewal_events import Event, standing_of
from ocop_workflow.rulebook.certificates.renewal_load import Wanted, level
from ocop_workflow.rulebook.evaluation.regime import add_months
from ocop_workflow.vocabulary import CertificateAct as Act
from ocop_workflow.vocabulary import CertificateStatus as Status
from ocop_workflow.vocabulary import Role
from tests.builders import rules

ONE = timedelta(days=1)
QD26 = rules().regime(date(2026, 11, 22))
ISSUED = date(2024, 3, 15)
HELD = Held(ISSUED, add_months(ISSUED, 36))


class TestACertificateOf15March2024:
    """Valid to 15/03/2027; its window is 16/09/2026 to 15/11/2026."""

    @pytest.mark.parametrize(
        ("day", "status"),
        [
            (date(2024, 3, 14), Status.NOT_YET),
            (date(2024, 3, 15), Status.VALID),
            (date(2026, 9, 15), Status.VALID),
            (date(2026, 9, 16), Status.WINDOW_OPEN),
            (date(2026, 11, 15), Status.WINDOW_OPEN),
            (date(2026, 11, 16), Status.MISSED),
            (date(2027, 3, 15), Status.MISSED),
            (date(2027, 3, 16), Status.EXPIRED),
        ],
    )
    def test_stands_so_on_that_day(self, day, status):
        assert status_on(HELD, day, QD26) is status

    def test_on_22_november_2026_it_has_missed_its_window_and_is_told_what_is_left(self):
        said = next_of(HELD, date(2026, 11, 22), QD26)

        assert said.status is Status.MISSED
        assert (said.by, said.due_on) == (Role.PRODUCER, date(2027, 3, 15))
        assert "16/09/2026–15/11/2026" in said.what
        assert "7 ngày" in said.what
        left = "\n".join(said.possible)
        assert "45 ngày" in left
        assert "29/01/2027" in left  # 45 days before the last day
        assert "29/04/2027" in left  # the next round closes after it, its result comes too late
        assert "sau khi giấy hết hạn" in left
        assert "11/09/2027" in left  # 180 days after the last day, if the transition clause is granted
        assert "cơ quan có thẩm quyền xác nhận" in left
        assert "16/03/2027 không được sử dụng" in left

    def test_a_window_that_opened_before_the_decision_is_under_the_transition_clause_without_a_question(self):
        held = Held(date(2023, 8, 1), date(2026, 8, 1))
        left = "\n".join(next_of(held, date(2026, 6, 1), QD26).possible)

        assert "28/01/2027" in left
        assert "xác nhận" not in left

    def test_a_dossier_filed_within_the_window_asks_nothing_more_of_the_producer(self):
        filed = Held(HELD.issued_on, HELD.valid_until, filed_on=date(2026, 11, 15))
        said = next_of(filed, date(2026, 12, 1), QD26)

        assert said.status is Status.VALID
        assert said.by is Role.STANDING_UNIT

    def test_a_dossier_filed_late_does_not_undo_that_the_window_was_missed(self):
        filed = Held(HELD.issued_on, HELD.valid_until, filed_on=date(2026, 11, 16))
        said = next_of(filed, date(2026, 12, 1), QD26)

        assert said.status is Status.MISSED
        assert said.by is Role.STANDING_UNIT
        assert said.possible

    def test_an_extension_holds_from_the_last_day_to_its_own(self):
        until = date(2027, 9, 11)
        extended = Held(HELD.issued_on, HELD.valid_until, extended_on=date(2027, 3, 1), extended_until=until)

        assert status_on(extended, date(2027, 3, 15), QD26) is Status.MISSED
        assert status_on(extended, date(2027, 3, 16), QD26) is Status.EXTENDED
        assert status_on(extended, until, QD26) is Status.EXTENDED
        assert status_on(extended, until + ONE, QD26) is Status.EXPIRED

    def test_what_was_decided_later_does_not_change_an_earlier_day(self):
        revoked = Held(HELD.issued_on, HELD.valid_until, ended_on=date(2025, 5, 5), ended_by=Act.REVOKED)

        assert status_on(revoked, date(2025, 5, 4), QD26) is Status.VALID
        assert status_on(revoked, date(2025, 5, 5), QD26) is Status.REVOKED
        assert status_on(revoked, date(2030, 1, 1), QD26) is Status.REVOKED

    def test_replaced_after_its_end_it_stays_expired(self):
        late = Held(HELD.issued_on, HELD.valid_until, ended_on=date(2027, 6, 1), ended_by=Act.REPLACED)
        early = Held(HELD.issued_on, HELD.valid_until, ended_on=date(2027, 2, 1), ended_by=Act.REPLACED)

        assert status_on(late, date(2027, 7, 1), QD26) is Status.EXPIRED
        assert status_on(early, date(2027, 7, 1), QD26) is Status.REPLACED

    def test_where_nobody_knows_the_day_it_is_valid_and_the_day_is_asked_for(self):
        said = next_of(Held(None, None), date(2026, 1, 1), QD26)

        assert said.status is Status.VALID
        assert "ngày công nhận" in said.what


def by_days(held: Held, day: date) -> Status:
    """The same question answered by walking from day to day: slow, and without a comparison of two dates."""
    assert held.issued_on is not None
    assert held.valid_until is not None
    window = window_of(held.valid_until, QD26)
    status, extended_to = Status.NOT_YET, None
    today = held.issued_on - ONE
    filed = ended = False
    while True:
        ends_here = held.ended_on == today and not ended
        if today == held.extended_on:
            extended_to = held.extended_until
        if today == held.filed_on:
            filed = True
        if ended:
            pass
        elif ends_here:
            ended = True
            expired = status is Status.EXPIRED
            status = Status.REVOKED if held.ended_by is Act.REVOKED else Status.EXPIRED if expired else Status.REPLACED
        elif today == held.issued_on:
            status = Status.VALID
        elif today == window.opens_on and not filed:
            status = Status.WINDOW_OPEN
        elif today == window.closes_on + ONE and status is Status.WINDOW_OPEN:
            status = Status.MISSED
        elif filed and status is Status.WINDOW_OPEN:
            status = Status.VALID
        elif today == held.valid_until + ONE:
            status = Status.EXTENDED if extended_to else Status.EXPIRED
        if status is Status.EXTENDED and extended_to and today == extended_to + ONE and not ended:
            status = Status.EXPIRED
        if today == day:
            return status
        today += ONE


def random_certificate(luck: random.Random) -> Held:
    issued = date(2022, 1, 1) + timedelta(days=luck.randrange(1500))
    valid_until = add_months(issued, 36)
    window = window_of(valid_until, QD26)
    held: dict[str, object] = {}
    if luck.random() < 0.4:
        held["filed_on"] = window.opens_on + timedelta(days=luck.randrange(-20, 200))
    if luck.random() < 0.3:
        held["extended_on"] = valid_until - timedelta(days=luck.randrange(0, 60))
        held["extended_until"] = valid_until + timedelta(days=luck.randrange(1, 181))
    if luck.random() < 0.3:
        held["ended_on"] = issued + timedelta(days=luck.randrange(1, 1400))
        held["ended_by"] = luck.choice([Act.REVOKED, Act.REPLACED])
    return Held(issued, valid_until, **held)


class TestThousandsOfCertificates:
    """Every certificate has exactly one status on any day, the one that a walk from day to day arrives at."""

    def test_the_rule_and_the_walk_agree(self):
        luck = random.Random(26)
        seen = set()
        for _ in range(3000):
            held = random_certificate(luck)
            assert held.issued_on is not None
            assert held.valid_until is not None
            window = window_of(held.valid_until, QD26)
            edges = [
                held.issued_on, window.opens_on, window.closes_on, held.valid_until, held.filed_on,
                held.extended_until, held.ended_on,
            ]  # fmt: skip
            edge = luck.choice([day for day in edges if day])
            day = max(held.issued_on - ONE, edge + timedelta(days=luck.choice([-1, 0, 1, luck.randrange(-40, 40)])))
            found = status_on(held, day, QD26)
            assert found is by_days(held, day), (held, day)
            seen.add(found)
        assert seen == set(Status)

    def test_a_life_without_events_has_61_days_of_window_and_120_days_after_it(self):
        days = [ISSUED + timedelta(days=n) for n in range(1200)]
        statuses = [status_on(HELD, day, QD26) for day in days]

        assert statuses.count(Status.WINDOW_OPEN) == 61
        assert statuses.count(Status.MISSED) == 120
        order = [status for n, status in enumerate(statuses) if n == 0 or statuses[n - 1] is not status]
        assert order == [Status.VALID, Status.WINDOW_OPEN, Status.MISSED, Status.EXPIRED]


class TestPapersThatEndEarlier:
    """A food-safety certificate or a test report that ends before the certificate must be renewed before it."""

    PAPERS = (
        Evidence("food_safety_certificate", "ATTP", "1", date(2026, 5, 1)),
        Evidence("food_safety_certificate", "ATTP", "2", date(2027, 1, 12)),
        Evidence("test_report", "Kiểm nghiệm", "3", date(2026, 12, 1)),
        Evidence("trademark", "Nhãn hiệu", "4", date(2030, 1, 1)),
        Evidence("story", "Câu chuyện", "5", None),
    )

    def test_of_one_kind_the_longest_counts_and_the_first_to_end_comes_first(self):
        ending = papers_ending_before(self.PAPERS, date(2027, 3, 15))

        assert [paper.number for paper in ending] == ["3", "2"]

    def test_one_that_lasts_as_long_as_the_certificate_is_enough(self):
        assert papers_ending_before(self.PAPERS[1:2], date(2027, 1, 12)) == []


class TestRounds:
    """Đ.5.1: proposals before 30/4 and 30/10, results before 30/6 and 30/12; the day itself is late."""

    def test_the_rounds_to_come(self):
        assert rounds_from(QD26, date(2026, 10, 30), years=1) == (
            HeldRound(date(2027, 4, 29), date(2027, 6, 29)),
            HeldRound(date(2027, 10, 29), date(2027, 12, 29)),
        )

    def test_a_round_whose_last_day_is_today_can_still_be_made(self):
        assert rounds_from(QD26, date(2026, 10, 29))[0].proposal_by == date(2026, 10, 29)


class TestLevellingBackwards:
    """Each round takes what must be decided in it; what is too much comes earlier, never later than its certificate."""

    ROUNDS = (
        HeldRound(date(2026, 4, 29), date(2026, 6, 29)),
        HeldRound(date(2026, 10, 29), date(2026, 12, 29)),
        HeldRound(date(2027, 4, 29), date(2027, 6, 29)),
    )

    def test_without_a_limit_everybody_has_the_latest_round_in_time(self):
        found = level([Wanted(1, date(2026, 9, 16), date(2027, 3, 15))], self.ROUNDS, None)

        assert [load.ids for load in found.loads] == [(), (1,), ()]
        assert found.without_round == ()

    def test_a_result_after_the_last_day_is_too_late(self):
        ends_before_the_result = Wanted(2, date(2026, 6, 23), date(2026, 12, 20))

        assert level([ends_before_the_result], self.ROUNDS, None).without_round == (2,)

    def test_what_is_too_much_goes_earlier_and_who_cannot_stays(self):
        flexible = [Wanted(n, date(2026, 4, 1), date(2026, 12, 31)) for n in (1, 2, 3)]
        bound = [Wanted(n, date(2026, 9, 1), date(2026, 12, 31)) for n in (4, 5)]
        found = level([*flexible, *bound], self.ROUNDS, 2)

        assert [load.ids for load in found.loads] == [(1, 2, 3), (4, 5), ()]
        assert [load.over for load in found.loads] == [1, 0, 0]

    def test_nobody_is_lost_and_nobody_comes_twice(self):
        luck = random.Random(5)
        for capacity in (1, 3, 10, None):
            wanted = []
            for n in range(120):
                ends = date(2026, 5, 1) + timedelta(days=luck.randrange(600))
                wanted.append(Wanted(n, ends - timedelta(days=luck.randrange(150, 400)), ends))
            found = level(wanted, self.ROUNDS, capacity)
            placed = [one for load in found.loads for one in load.ids]

            assert sorted([*placed, *found.without_round]) == list(range(120))
            for load in found.loads:
                by_id = {one.id: one for one in wanted}
                assert all(load.round.proposal_by >= by_id[one].opens_on for one in load.ids)
                assert all(load.round.result_by <= by_id[one].ends_on for one in load.ids)
                assert capacity is None or load.over == max(0, len(load.ids) - capacity)


class TestTheFoldOfEvents:
    """The row of the register is where its events lead."""

    def test_issued_extended_ended_by_the_result_then_revoked(self):
        end, longest = date(2027, 3, 15), date(2027, 9, 11)
        life = [
            Event(1, Act.ISSUED, ISSUED, end),
            Event(2, Act.REISSUED, date(2025, 1, 1), None),
            Event(3, Act.EXTENDED, date(2027, 3, 1), longest),
            Event(4, Act.EXTENSION_ENDED, date(2027, 5, 5), date(2027, 5, 5)),
            Event(5, Act.REVOKED, date(2027, 6, 1), None),
            Event(6, Act.REPLACED, date(2027, 7, 1), None),
        ]

        assert standing_of(life[:1]) == (end, None, None, None)
        assert standing_of(life[:3]) == (end, longest, None, None)
        assert standing_of(life[:4]) == (end, date(2027, 5, 5), None, None)
        assert standing_of(life) == (end, date(2027, 5, 5), date(2027, 6, 1), Act.REVOKED)
