"""`ocop calendar`: the days off with their sources, letters that change them, and why a due day is that day."""

from pathlib import Path

import pytest

from tests.cli.conftest import UONG_BI, Answer, Ocop

LETTER = """\
number: 5/TB-MẪU
issued_on: 2024-04-20
issuer: Cơ quan mẫu
days:
  2024-06-17: {kind: swapped_day_off, name: Nghỉ hoán đổi (mẫu), swapped_with: 2024-06-22}
  2024-06-22: {kind: makeup_working_day, name: Làm bù (mẫu), swapped_with: 2024-06-17}
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "thong-bao.yaml"
    file.write_text(LETTER, encoding="utf-8")
    return file


def load(ocop: Ocop, letter: Path, *words: str) -> Answer:
    return ocop("calendar", "load", letter, "--by", "Nguyễn Văn A", "--today", "2024-04-22", *words)


class TestShow:
    def test_lists_the_days_of_a_year_with_their_source_and_says_how_far_the_calendar_is_known(self, april: Ocop):
        answer = april("calendar", "show", "--year", "2026")
        assert "02/01/2026   thứ Sáu    nghỉ hoán đổi" in answer.out
        assert "báo chí đăng" in " ".join(answer.out.split())
        assert "Lịch chính thức từ 01/01/2013 đến 31/12/2026" in answer.out

    def test_marks_a_projected_year(self, april: Ocop):
        days = april("calendar", "show", "--year", "2027", "--json").json["days"]
        assert {day["is_provisional"] for day in days} == {True}
        assert {day["confidence"] for day in days} == {"projection"}


class TestLoad:
    def test_a_dry_run_shows_and_changes_nothing(self, april: Ocop, letter: Path):
        answer = load(april, letter, "--dry-run")
        assert answer.code == 0
        assert "chưa lưu gì" in answer.out
        assert april("calendar", "show", "--json").json["letters"] == []

    def test_a_letter_changes_the_calendar(self, april: Ocop, letter: Path):
        assert load(april, letter).code == 0
        shown = april("calendar", "show", "--json").json
        assert [one["number"] for one in shown["letters"]] == ["5/TB-MẪU"]
        assert [day["source"] for day in shown["days"] if day["day"] == "2024-06-17"] == [
            "số 5/TB-MẪU ngày 20/04/2024, Cơ quan mẫu"
        ]
        assert "đã nạp đúng như thế" in load(april, letter).out

    def test_due_days_on_a_day_that_became_a_day_off_move_as_the_plan_says(self, april: Ocop, letter: Path):
        """Uông Bí's reports are due on the 17th and roll to the next working day."""
        answer = load(april, letter)
        assert "Vì 17/06/2024 nghỉ hoán đổi" in answer.out
        assert "17/06/2024   18/06/2024   Báo cáo tháng 6/2024" in answer.out
        assert "31 hạn đang mở thay đổi." in answer.out
        told = april("calendar", "explain", "report", "phuong-quang-trung", "2024-M06", "-c", UONG_BI).out
        assert "17/06/2024 là ngày nghỉ (Nghỉ hoán đổi (mẫu)), lùi sang ngày làm việc kế tiếp: 18/06/2024" in told
        assert "số 5/TB-MẪU ngày 20/04/2024, Cơ quan mẫu (độ tin cậy: văn bản chính thức)" in told
        assert "Đã đổi: 22/04/2024, Nguyễn Văn A: hạn 17/06/2024 đổi thành 18/06/2024" in told

    def test_a_mistake_is_told_with_its_line_and_nothing_is_kept(self, april: Ocop, letter: Path):
        letter.write_text(LETTER.replace("2024-06-22: {", "2024-06-21: {"), encoding="utf-8")
        answer = load(april, letter)
        assert answer.code == 1
        assert f"{letter}, dòng 5: days.2024-06-17.swapped_with" in answer.err
        assert f"{letter}, dòng 6: days.2024-06-21: ngày làm bù phải là thứ Bảy" in answer.err
        assert april("calendar", "show", "--json").json["letters"] == []


class TestExplain:
    """The golden cases, as an officer asks for them; no database is needed for a bare rule."""

    @pytest.mark.parametrize(
        ("words", "on", "says"),
        [
            ("rule before_day=30 2026-Q1", "2026-03-29", "29/03/2026 là ngày nghỉ (Chủ nhật), giữ nguyên ngày"),
            ("rule before_day=30,roll=next 2026-Q1", "2026-03-30", "lùi sang ngày làm việc kế tiếp: 30/03/2026"),
            ("rule before_day=30,roll=previous 2026-Q1", "2026-03-27", "đưa lên ngày làm việc liền trước: 27/03/2026"),
            ("rule on_day=30 2023-M02", "2023-02-28", "tháng 2/2023 không có ngày 30"),
            ("rule on_day=17,cut_off_day=14 2026-9M", "2026-09-17", "số liệu từ 15/12/2025 đến 14/09/2026"),
            ("rule working_days_after=3 2026-H2", "2027-01-06", "tạm tính"),
            ("term 2026-02-05 --working-days 15", "2026-03-05", "16/02/2026 (thứ Hai) ngày lễ, Tết, Giao thừa"),
            ("term 2025-12-26 --working-days 4", "2026-01-05", "hoán đổi với 10/01/2026"),
            ("term 2024-06-03 --working-days 4 --pause 2024-06-06:2024-06-20", "2024-06-24", "không tính thời gian"),
            ("term 2024-01-31 --months 1", "2024-02-29", "1 tháng kể từ 31/01/2024"),
        ],
    )
    def test_a_bare_rule_and_a_term(self, ocop: Ocop, words: str, on: str, says: str):
        found = ocop("calendar", "explain", *words.split(), "--json").json
        assert found["due_on"] == on
        assert any(says in step for step in found["steps"])

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("rule before=30 2026-Q1", "không có khóa «before»; có: before_day"),
            ("rule before_day=30,on_day=2 2026-Q1", "chọn đúng một"),
            ("rule before_day=x 2026-Q1", "before_day: không nhận giá trị «x»"),
            ("rule before_day=30 2026-Q5", "không có kỳ «2026-Q5»"),
            ("term 2024-06-03", "chọn đúng một trong --working-days"),
            ("term 2024-06-03 --days 9999", "nằm ngoài giới hạn"),
            ("term 2024-06-03 --days 9 --pause 2024-06-05", "đồng hồ đang dừng từ 05/06/2024"),
            ("term 2024-06-03 --days 9 --pause 2024-06-05:2024-06-01", "ngày tiếp tục trước ngày dừng"),
        ],
    )
    def test_wrong_use_is_answered(self, ocop: Ocop, words: str, says: str):
        answer = ocop("calendar", "explain", *words.split())
        assert answer.code == 2
        assert says in answer.err

    def test_an_assignment_and_a_dossier(self, april: Ocop):
        assert "Hạn: hết ngày" in april("calendar", "explain", "assignment", "1").out
        assert april("calendar", "explain", "assignment", "99999").code == 1
        assert april("calendar", "explain", "dossier", "HS-000001").code == 1


class TestRecount:
    def test_finds_nothing_where_nothing_hangs_on_another_calendar(self, april: Ocop):
        answer = april("calendar", "recount", "--by", "Nguyễn Văn A", "--dry-run")
        assert "Không hạn đang mở nào thay đổi." in answer.out


class TestFeed:
    def test_writes_a_file_for_each_unit(self, april: Ocop, tmp_path: Path):
        answer = april("calendar", "feed", "--to", tmp_path / "lich", "--cycle", UONG_BI)
        assert answer.code == 0
        files = sorted(path.name for path in (tmp_path / "lich").iterdir())
        assert "quang-ninh.uong-bi.phuong-quang-trung.ics" in files
        assert f"Đã ghi {len(files)} tệp lịch" in answer.out

    def test_an_unknown_unit_is_told(self, april: Ocop, tmp_path: Path):
        answer = april("calendar", "feed", "--to", tmp_path, "--unit", "khong-co")
        assert (answer.code, "khong-co" in answer.err) == (1, True)
