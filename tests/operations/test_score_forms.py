"""Score sheets as workbooks: the member's own dossiers, protected, back in twice is once, wrong cells by address."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from ocop_workflow.errors import BadInput, NotFound, Refused
from ocop_workflow.operations.dossiers.dossiers import find_dossier
from ocop_workflow.operations.evaluation.conflicts import declare_conflict
from ocop_workflow.operations.evaluation.criteria_texts import Reading, keep_texts
from ocop_workflow.operations.evaluation.score_forms import KIND, LIMITS, read_score_form, score_form
from ocop_workflow.operations.evaluation.score_sheets import submit_sheets
from ocop_workflow.papers.form_in import open_form
from ocop_workflow.papers.form_out import form_xlsx
from ocop_workflow.records.score_tables import ScoreSheet
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.rulebook.evaluation.criteria_print import TextOfRow
from ocop_workflow.vocabulary import CriteriaText
from tests.builders import AT
from tests.councils import DAY, SET, a_province, a_sitting, answers, by, hand_in, member, rules, sitting_of


@pytest.fixture
def two(sqlite_database, tmp_path):
    """A council of three before two dossiers, and the sheet of its second member as it went out."""
    with unit_of_work(sqlite_database) as session:
        codes = a_sitting(session, a_province(session), 2, scoring=3)
        form = score_form(session, rules(), sitting_of(session), member(session, "m2"))
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(form_xlsx(form, DAY))
    return sqlite_database, codes, path, form


def fill(path: Path, form, code: str, given) -> None:
    book = load_workbook(path)
    for criterion, points in given.items():
        book.worksheets[0][form.address_of(f"{code}/{criterion}")] = int(points)
    book.save(path)


def take(database: str, path: Path):
    with unit_of_work(database) as session:
        sitting, person, rows = read_score_form(session, rules(), open_form(path, KIND, LIMITS))
        return submit_sheets(session, rules(), sitting, person, rows, by(), source=path.name)


class TestTheWorkbook:
    """Generated with the criteria of the set, protected, re-import twice = once."""

    def test_it_has_every_criterion_of_each_dossier_and_is_protected(self, two):
        _, codes, path, form = two
        sheet = load_workbook(path).worksheets[0]
        rows = [row for row in sheet.iter_rows(values_only=True)]
        assert [row[0] for row in rows if str(row[0]).startswith("HS-")] == codes
        assert sum(row[0] == "1.1" for row in rows) == 2
        assert ("1.1", "Nguồn nguyên liệu", "4", "0 / 1 / 2 / 4", "3 sao: từ 1", None, None) in rows
        assert sheet.protection.sheet
        assert len(form.inputs) == 2 * (len(rules().criteria_set(SET).criteria) + 1)

    def test_the_words_of_the_answers_stand_in_it_once_the_office_has_brought_them(self, two):
        database, _, _, _ = two
        criteria = rules().criteria_set(SET)
        row = criteria.criterion("1.1")
        words = [TextOfRow("1.1", CriteriaText.ANSWER, place, f"câu mẫu {place}") for place in (1, 2, 3)]
        with unit_of_work(database) as session:
            keep_texts(session, [Reading(criteria, words)], actor="mẫu", today=DAY, at=AT)
            form = score_form(session, rules(), sitting_of(session), member(session, "m2"))
        shown = next(line for line in form.rows if line.printed[0] == row.code)
        assert shown.info == ("1***: câu mẫu 1\n2: câu mẫu 2\n4: câu mẫu 3",)

    def test_a_sheet_given_out_before_the_words_came_is_still_read(self, two):
        database, codes, path, form = two
        fill(path, form, codes[0], answers("65"))
        words = [TextOfRow("1.1", CriteriaText.ANSWER, 1, "câu mẫu")]
        with unit_of_work(database) as session:
            keep_texts(session, [Reading(rules().criteria_set(SET), words)], actor="mẫu", today=DAY, at=AT)
        assert take(database, path).added == 1

    def test_what_was_filled_in_comes_back_and_twice_is_once(self, two):
        database, codes, path, form = two
        fill(path, form, codes[0], answers("65"))
        assert (take(database, path).added, take(database, path).known) == (1, 1)
        fill(path, form, codes[1], answers("70"))
        done = take(database, path)
        assert (done.added, done.known) == (1, 1)
        with unit_of_work(database) as session:
            kept = session.exec(select(ScoreSheet).order_by(ScoreSheet.entry_id)).all()
            assert [(sheet.total, sheet.source) for sheet in kept] == [(6500, "phieu.xlsx"), (7000, "phieu.xlsx")]

    def test_a_cell_that_is_no_answer_is_refused_with_its_address(self, two):
        database, codes, path, form = two
        fill(path, form, codes[0], {**answers("65"), "1.1": 3})
        with pytest.raises(BadInput, match=rf"ô {form.address_of(f'{codes[0]}/1.1')}: không có trong danh sách"):
            take(database, path)

    def test_a_dossier_half_scored_is_refused_whole(self, two):
        database, codes, path, form = two
        fill(path, form, codes[0], answers("65"))
        fill(path, form, codes[1], {"1.1": 4})
        with pytest.raises(Refused, match=rf"phieu.xlsx, từ ô G\d+: {codes[1]}: 1.2 Gia tăng giá trị: chưa chấm"):
            take(database, path)
        with unit_of_work(database) as session:
            assert session.exec(select(ScoreSheet)).all() == []

    def test_after_a_conflict_the_sheet_is_out_of_date(self, two):
        database, codes, path, _ = two
        with unit_of_work(database) as session:
            declare_conflict(session, member(session, "m2"), find_dossier(session, codes[1]), by(reason="mẫu"))
            now = score_form(session, rules(), sitting_of(session), member(session, "m2"))
        assert not any(codes[1] in text for text in now.printed.values())
        with pytest.raises(NotFound, match="lấy phiếu mới"):
            take(database, path)

    def test_nothing_is_open_for_who_scores_nothing(self, two):
        database, codes, _, _ = two
        with unit_of_work(database) as session:
            for code in codes:
                declare_conflict(session, member(session, "m3"), find_dossier(session, code), by(reason="mẫu"))
            with pytest.raises(Refused, match="không có hồ sơ nào đang chờ"):
                score_form(session, rules(), sitting_of(session), member(session, "m3"))

    def test_a_sheet_out_again_shows_what_is_in(self, two):
        database, codes, _, _ = two
        with unit_of_work(database) as session:
            hand_in(session, "m2", {codes[0]: answers("65")})
            form = score_form(session, rules(), sitting_of(session), member(session, "m2"), [codes[0]])
        shown = {cell.key: cell.value for cell in form.inputs.values()}
        assert shown[f"{codes[0]}/1.1"] == f"{answers('65')['1.1']}"
