"""A council at the terminal: declared, convened, scored by workbook and command, counted, recorded, explained."""

import sqlite3
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ocop_workflow.records.schema import upgrade
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import DossierState, Level
from tests.builders import dossiers
from tests.cli.conftest import CONFIG, Ocop
from tests.councils import DAY, SET, a_province, answers

ON = ("--today", str(DAY))
COUNCIL = ("--as", "council", "--by", "Đỗ Thị Mẫu", *ON)
STANDING = ("--as", "standing_unit", "--by", "Nguyễn Văn A", *ON)
SITTING = "mau.2026-2.1"
ROUND = ("round", "open", "mau", "2", "--level", "province", "--year", "2026")
MEMBERS = ("chu-tich", "pho-1", "cong-thuong", "y-te", "khcn", "vhttdl")


@pytest.fixture
def hall(ocop: Ocop, tmp_path: Path) -> Ocop:
    """An installation with a council of six before two products."""
    url = f"sqlite:///{tmp_path / 'var' / 'ocop.sqlite3'}"
    upgrade(url)
    with unit_of_work(url) as session:
        dossiers(session, a_province(session), 2, DossierState.SCORING, today=DAY, level=Level.PROVINCE)
    file = tmp_path / "hoi-dong.yaml"
    text = (CONFIG / "councils" / "example.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("area: quang-ninh", "area: mau"), encoding="utf-8")
    for words in (
        ("council", "declare", file, "--as", "authority", "--by", "Chủ tịch Mẫu", *ON),
        (*ROUND, *STANDING),
        ("council", "convene", "mau.2026-2", "quang-ninh.2026", "--on", str(DAY), *STANDING),
        ("council", "docket", SITTING, "--set", SET, *STANDING),
    ):
        answer = ocop(*words)
        assert answer.code == 0, answer.err
    return ocop


def words(total: str) -> list[str]:
    return [f"{code}={points}" for code, points in answers(total).items()]


def acts(tmp_path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
        return database.execute("SELECT action, detail FROM act_log ORDER BY id").fetchall()


class TestASession:
    """From the docket to the explanation, by command line."""

    def test_it_is_lived_through_and_explained(self, hall: Ocop, tmp_path: Path) -> None:
        assert "đã có; nhận đề nghị đến hết 29/10/2026, có kết quả đến hết 29/12/2026" in hall(*ROUND, *STANDING).out
        file = tmp_path / "phieu.xlsx"
        assert hall("evaluation", "sheets", SITTING, "y-te", "--xlsx", file, *ON).code == 0
        book = load_workbook(file)
        sheet = book.worksheets[0]
        rows = {row[0].value: row[6] for row in reversed(list(sheet.iter_rows()))}  # the first dossier's come last
        for code, points in answers("88").items():
            rows[code].value = int(points)
        book.save(file)
        for _ in range(2):
            answer = hall("evaluation", "import", file, *COUNCIL)
            assert answer.code == 0, answer.err
        assert "0 phiếu mới, 1 đã có" in answer.out
        for who in MEMBERS:
            for dossier, total in (("1", "88"), ("2", "72")):
                answer = hall("evaluation", "score", SITTING, who, dossier, *words(total), *COUNCIL)
                assert answer.code == 0, answer.err
        own = hall("evaluation", "sheets", SITTING, "y-te", "--json", *ON).json
        assert [(line["own_total"], line["score"]) for line in own] == [("88.00", None), ("72.00", None)]
        assert "2 kết luận, 0 thảo luận" in hall("council", "count", SITTING, *COUNCIL).out
        paper = ("--paper", "12/BB-HĐ", "--paper-date", str(DAY))
        assert "đã ghi 2 kết quả" in hall("council", "record", SITTING, *paper, *COUNCIL).out
        shown = " ".join(hall("evaluation", "explain", "HS-000001", *ON).out.split())
        assert "88 điểm, 4 sao" in shown
        assert "Vì sao chưa đạt 5 sao" in shown
        assert "Đối chiếu với hồ sơ và nhật ký: khớp." in shown
        told = hall("evaluation", "explain", "1", "--json", *ON).json
        assert (told["score"], told["stars"], told["faults"], told["sheets"]) == ("88.000", 4, [], 6)
        (line,) = hall("evaluation", "totals", "--json").json
        assert (line["dossiers"], line["sheets"], line["by_stars"]) == (2, 12, [0, 0, 0, 0, 2, 0])
        assert hall("evaluation", "verify").code == 0
        page = hall("council", "show", SITTING, "--json", *ON).json
        assert [(one["score"], one["star_rank"]) for one in page["dossiers"]] == [("88.000", 4), ("72.000", 4)]
        paper = tmp_path / "bien-ban.docx"
        assert hall("council", "minutes", SITTING, "--docx", paper, "--place", "Mẫu", *ON).out.startswith("Ngày")
        assert paper.read_bytes()[:2] == b"PK"
        way = hall("dossier", "path", "1", "--json", *ON).json
        assert way["stops"][-1]["outcome"].startswith("88 điểm, 4 sao; Hội đồng đánh giá")
        assert "Đang ở" in hall("dossier", "path", "1", *ON).out
        letter = hall("dossier", "letter", "forward", "1", "--docx", tmp_path / "cv.docx", "-c", "mau.mau.2026", *ON)
        assert "88 điểm, không thuộc diện chuyển cấp trên" in letter.err
        late = ("evaluation", "assess", "1", *words("80"), "--kind", "self", "--as", "producer", "--by", "HTX Mẫu")
        assert "không ghi thêm đánh giá trước Hội đồng" in hall(*late, *ON).err
        assert hall("council", "list").code == hall("council", "sessions").code == 0
        assert "Vũ Thị Mẫu" in hall("council", "members", "quang-ninh.2026").out

    def test_who_meddles_with_the_results_is_found(self, hall: Ocop, tmp_path: Path) -> None:
        for who in MEMBERS:
            for dossier in ("1", "2"):
                hall("evaluation", "score", SITTING, who, dossier, *words("60"), *COUNCIL)
        hall("council", "count", SITTING, *COUNCIL)
        with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
            database.execute("DROP TRIGGER session_dossier_no_update")
            database.execute("UPDATE session_dossier SET star_rank = 5 WHERE id = 1")
            database.execute("DROP TRIGGER score_sheet_no_change")
            database.execute("UPDATE score_sheet SET total = 9900 WHERE id = 3")
        assert "đã bị gỡ" in hall("evaluation", "verify").err
        hall("db", "upgrade")
        answer = hall("evaluation", "verify")
        assert answer.code == 1
        assert "phiếu số 3: tổng điểm không bằng tổng các câu trả lời" in answer.out
        assert "HS-000001: kết luận không khớp" in answer.out
        explained = hall("evaluation", "explain", "1", *ON)
        assert explained.code == 1
        assert "KHÔNG KHỚP" in explained.out


class TestRefusals:
    """Refused with the place and the reason, nothing lost, the attempt logged."""

    def test_each_attempt_is_in_the_log(self, hall: Ocop, tmp_path: Path) -> None:
        first = words("60")
        record = ("council", "record", SITTING, "--paper", "1/BB", "--paper-date", str(DAY))
        short, wrong = first[:-1], [*first[:-1], f"{first[-1]}9"]
        assert hall("evaluation", "score", SITTING, "y-te", "1", *first, *COUNCIL).code == 0
        for tried, says, action in (
            (("evaluation", "score", SITTING, "y-te", "1", *words("61")), "với số khác", "submit_sheets"),
            (("evaluation", "score", SITTING, "y-te", "2", *short), "chưa chấm", "submit_sheets"),
            (("evaluation", "score", SITTING, "y-te", "2", *wrong), "không có trong các câu", "submit_sheets"),
            (("evaluation", "score", SITTING, "nobody", "1", *first), "Không tìm thấy thành viên", "submit_sheets"),
            (("council", "count", SITTING), "còn thiếu phiếu", "count_ballot"),
            (record, "chưa kết luận 2", "record_results"),
            (("evaluation", "import", CONFIG / "councils" / "example.yaml"), "chỉ đọc biểu .xlsx", "submit_sheets"),
        ):
            answer = hall(*tried, *COUNCIL)
            assert answer.code == 1, answer.out
            assert says in answer.err
            last_action, detail = acts(tmp_path)[-1]
            assert last_action == f"{action}_refused"
            assert says in detail
        assert hall("evaluation", "sheets", SITTING, "y-te", "--json", *ON).json[0]["own_total"] == "60.00"

    def test_absence_conflict_and_return_need_a_reason_or_say_theirs(self, hall: Ocop) -> None:
        assert "Thiếu lý do vắng mặt" in hall("council", "absent", SITTING, "khcn", *COUNCIL).err
        assert hall("council", "absent", SITTING, "khcn", "--reason", "ốm (mẫu)", *COUNCIL).code == 0
        out = hall("council", "conflict", "quang-ninh.2026", "y-te", "1", "--reason", "người nhà (mẫu)", *COUNCIL).out
        assert "không tham gia chấm HS-000001: đã ghi" in out
        out = hall(
            "council", "conflict", "quang-ninh.2026", "pho-1", "1", "--producer", "--reason", "mẫu", *COUNCIL
        ).out
        assert "đã ghi" in out
        assert hall("evaluation", "sheets", SITTING, "pho-1", "--json", *ON).json == []
        assert hall("evaluation", "score", SITTING, "y-te", "2", *words("60"), *COUNCIL).code == 0
        assert hall("evaluation", "return", SITTING, "y-te", "2", "--reason", "nhầm (mẫu)", *COUNCIL).code == 0
        assert hall("evaluation", "score", SITTING, "y-te", "2", *words("61"), *COUNCIL).code == 0

    @pytest.mark.parametrize(
        ("tried", "code", "says"),
        [
            (("evaluation", "score", SITTING, "y-te", "1", "1.1"), 2, "viết TIÊU_CHÍ=ĐIỂM"),
            (("evaluation", "score", SITTING, "y-te", "1", "1.1=1", "1.1=2"), 2, "ghi hai lần"),
            (("evaluation", "score", SITTING, "y-te", "1", "1.1=nan"), 2, "không phải là số"),
            (("council", "count", SITTING, "--ground", "x"), 2, "viết --ground"),
            (("round", "open", "mau", "3", "--level", "province", "--year", "2026"), 1, "có 2 đợt cho cấp tỉnh"),
            (
                ("round", "open", "mau", "3", "--level", "province", "--year", "2026", "--closes", "2026-12-01"),
                2,
                "cả --closes và --results",
            ),
            (
                ("council", "docket", SITTING, "1", "--set", "QD148_2023.21"),
                1,
                "đang ở phiên mau.2026-2.1, chấm theo bộ",
            ),
            (("council", "declare", CONFIG / "councils" / "practice.yaml"), 1, "dòng"),
        ],
    )
    def test_wrong_use_and_wrong_files_say_what_to_do(self, hall: Ocop, tried, code, says) -> None:
        answer = hall(*tried, *(STANDING if tried[0] == "round" or "docket" in tried else COUNCIL))
        assert (answer.code, says in answer.err) == (code, True), answer.err
