"""Công văn đôn đốc: to each late unit, with clause, words, last day, days late and how the day was reached."""

from datetime import date

import pytest
from sqlmodel import Session, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.assignments import mark_done, raise_assignments
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.letterheads import issuing
from ocop_workflow.operations.notices.letters import Letter, Ordered, chasing_letters, note_letter
from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.operations.reports.reports import list_reports, raise_reports
from ocop_workflow.papers.official import Across, PaperKind, Para, Table
from ocop_workflow.records.tables import ActLog
from ocop_workflow.vocabulary import Role, Step
from tests.builders import AT, a_plan
from tests.operations.conftest import BAC_KAN, UONG_BI, City

DAY = date(2024, 4, 22)
OFFICER = "Nguyễn Thị Mẫu"


def raised(session: Session, city: City, code: str = UONG_BI) -> RunningCycle:
    cycle = city.cycle(session, code, DAY)
    for step in Step:
        raise_assignments(session, cycle, step, DAY)
    raise_reports(session, cycle, DAY)
    return cycle


def rows(letter: Letter) -> list[tuple[object, ...]]:
    """What the tables of a letter list, without the clauses between."""
    tables = [block for block in letter.paper.body if isinstance(block, Table)]
    return [row for table in tables for row in table.rows if not isinstance(row, Across)]


class TestWhoGetsOne:
    def test_every_late_unit_gets_one_letter_about_everything_it_is_late_with(self, city: City) -> None:
        with city.work() as session:
            cycle = raised(session, city)
            letters = {letter.unit_code: letter for letter in chasing_letters(session, cycle, DAY, Ordered())}
            late = [
                *list_reports(session, cycle, DAY, late_only=True),
                *list_assignments(session, cycle, DAY, late_only=True),
            ]
            assert set(letters) == {line.unit_code for line in late}
            for code, letter in letters.items():
                own = [(line.due_on, line.days_late, line.due_basis) for line in late if line.unit_code == code]
                assert sorted(row[2:] for row in rows(letter)) == sorted(own)
                assert letter.most_days_late == max(days for _, days, _ in own)

    def test_clause_and_words_stand_above_what_is_owed_under_them(self, city: City) -> None:
        with city.work() as session:
            (letter,) = chasing_letters(session, raised(session, city), DAY, Ordered(), unit="phong-tai-chinh-ke-hoach")
        (table,) = (block for block in letter.paper.body if isinstance(block, Table))
        clause, *lines = table.rows
        assert isinstance(clause, Across)
        assert clause.lead.startswith("III")
        assert "định kỳ hàng tháng báo cáo" in clause.text
        assert lines[0][:4] == (1, "tháng 3/2024", date(2024, 3, 18), 35)
        assert "17/03/2024 là ngày nghỉ (Chủ nhật)" in str(lines[0][4])

    def test_what_was_filed_or_done_is_in_no_letter(self, city: City) -> None:
        with city.work() as session:
            cycle = raised(session, city)
            unit = "phong-tai-chinh-ke-hoach"
            for period in ("2024-M03", "2024-M04"):
                submit_report(session, cycle, unit, period, actor=OFFICER, today=DAY, at=AT, content="mẫu")
            for line in list_assignments(session, cycle, DAY, unit=unit, late_only=True):
                mark_done(session, line.id, actor=OFFICER, today=DAY, at=AT)
            assert unit not in {letter.unit_code for letter in chasing_letters(session, cycle, DAY, Ordered())}
            with pytest.raises(Refused, match="không có báo cáo, nhiệm vụ nào quá hạn đến ngày 22/04/2024"):
                chasing_letters(session, cycle, DAY, Ordered(), unit=unit)

    def test_a_request_is_never_chased_by_letter(self, city: City) -> None:
        after_step_one = date(2024, 12, 20)
        with city.work() as session:
            cycle = raised(session, city)
            asked = {line.id for line in list_assignments(session, cycle, after_step_one) if line.part == "đề nghị"}
            assert asked
            said = [
                row[1] for letter in chasing_letters(session, cycle, after_step_one, Ordered()) for row in rows(letter)
            ]
            assert not any(str(what).startswith(f"số {number},") for number in asked for what in said)

    def test_an_unknown_unit_and_one_number_for_many_are_refused(self, city: City) -> None:
        with city.work() as session:
            cycle = raised(session, city)
            with pytest.raises(NotFound, match="khong-co"):
                chasing_letters(session, cycle, DAY, Ordered(), unit="khong-co")
            with pytest.raises(Refused, match="mỗi công văn một số"):
                chasing_letters(session, cycle, DAY, Ordered(number="7"))


class TestThePaper:
    def test_it_is_headed_and_signed_as_the_plan_s_file_says(self, city: City) -> None:
        with city.work() as session:
            (letter,) = chasing_letters(
                session, raised(session, city), DAY,
                Ordered("7", DAY, date(2024, 5, 3), "Nguyễn Văn Mẫu"), unit="phuong-bac-son",
            )  # fmt: skip
        paper = letter.paper
        assert (paper.kind, paper.number_line) == (PaperKind.LETTER, "Số: 07/PKT")
        assert paper.date_line == "Uông Bí, ngày 22 tháng 4 năm 2024"
        assert (paper.head.superior, paper.head.body) == ("Ủy ban nhân dân thành phố Uông Bí", "Phòng Kinh tế")
        assert paper.to == ("UBND phường Bắc Sơn",)
        assert [(s.capacity, s.name) for s in paper.signatures] == [(("TRƯỞNG PHÒNG",), "Nguyễn Văn Mẫu")]
        assert paper.recipients == ("Như trên", "Ủy ban nhân dân thành phố Uông Bí (b/c)")
        assert paper.archive == "VT, PKT"
        last = paper.body[-1]
        assert isinstance(last, Para)
        assert "chậm nhất ngày 03/05/2024" in last.text

    def test_the_authority_signs_as_it_signed_the_plan_but_names_nobody(self, city: City) -> None:
        with city.look() as session:
            head = issuing(city.cycle(session, BAC_KAN, DAY).plan, Role.AUTHORITY)
        assert head.signature.capacity == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
        assert head.signature.name is None
        assert (head.head.superior, head.head.place, head.numbered(PaperKind.REPORT)) == (None, "Bắc Kạn", "BC-UBND")

    def test_a_plan_that_says_nothing_leaves_blanks(self) -> None:
        head = issuing(a_plan())
        assert (head.head.body, head.head.superior, head.head.place) == ("Phòng Kinh tế", "UBND thành phố Mẫu", "Mẫu")
        assert (head.numbered(PaperKind.REPORT), head.signature.capacity) == ("BC-……", ("……",))

    def test_a_numbered_letter_is_an_act(self, city: City) -> None:
        with city.work() as session:
            cycle = raised(session, city)
            (letter,) = chasing_letters(session, cycle, DAY, Ordered("7", DAY), unit="phuong-bac-son")
            note_letter(session, cycle, letter, actor=OFFICER, today=DAY, at=AT)
        with city.look() as session:
            (act,) = session.exec(select(ActLog).where(ActLog.action == "chasing_letter")).all()
        assert (act.actor, act.on_day) == (OFFICER, DAY)
        assert act.detail.startswith("Số: 07/PKT, Uông Bí, ngày 22 tháng 4 năm 2024: 3 báo cáo")
