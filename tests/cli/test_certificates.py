"""`ocop certificate` as an officer meets it: issue, list on any day, verify, print, export, radar, check."""

from pathlib import Path

import openpyxl
import pytest
from docx import Document

from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.settings import load_settings
from ocop_workflow.vocabulary import DossierState
from tests.builders import a_producer, dossiers
from tests.cli.conftest import BAC_KAN, REGISTER, UONG_BI, Ocop

PAPER = ("--paper", "99/QĐ-UBND", "--paper-date", "2024-03-15", "--by", "Trần Thị Mẫu", "--cycle", UONG_BI)


@pytest.fixture
def certified(april: Ocop) -> Ocop:
    """Two products of Uông Bí recognised by one decision of 15 March 2024; their name looks like a formula."""
    office = Office(load_settings())
    with office.work() as session:
        cycle = running(session, UONG_BI, office.rules, office.settings.today())
        a_producer(session, cycle, commune="xa-thuong-yen-cong")
        facts = {"star_rank": 4, "score": 75, "decides_here": True, "product_name": "=1+1 trà (mẫu)"}
        dossiers(session, cycle, 2, DossierState.SCORED, **facts)
    answer = april("certificate", "issue", "--all", *PAPER, "--signer", "Nguyễn Văn Mẫu", "--today", "2024-04-22")
    assert answer.code == 0, answer.err
    assert "công nhận 2 sản phẩm" in answer.out
    return april


class TestTheRegister:
    def test_shows_any_day_and_answers_whoever_asks(self, certified: Ocop):
        now = certified("certificate", "list", "--cycle", UONG_BI, "--today", "2024-04-23", "--json").json
        assert [row["number"] for row in now] == ["1/GCN-OCOP.2024", "2/GCN-OCOP.2024"]
        assert {row["status"] for row in now} == {"valid"}
        later = certified("certificate", "list", "--cycle", UONG_BI, "--on", "2027-04-23", "--json").json
        assert {row["status"] for row in later} == {"expired"}
        assert certified("certificate", "list", "--cycle", UONG_BI, "--on", "2024-03-14", "--json").json == []

        code = now[0]["code"] or now[0]["number"]
        assert certified("certificate", "verify", code, "--today", "2024-04-23").code == 0
        ended = certified("certificate", "verify", code, "--on", "2027-04-23")
        assert ended.code == 1
        assert "KHÔNG CÒN HIỆU LỰC ngày 23/04/2027" in ended.out
        unknown = certified("certificate", "verify", "22-00000-9-2024")
        assert unknown.code == 1
        assert "chưa được cấp" in unknown.err

    def test_agrees_with_itself(self, certified: Ocop):
        assert "khớp nhau" in certified("certificate", "check").out


class TestPapers:
    def test_the_decision_and_the_codes_are_written(self, certified: Ocop, tmp_path: Path):
        docx, folder = tmp_path / "qd.docx", tmp_path / "qr"
        answer = certified(
            "certificate", "print", "99/QĐ-UBND", "--docx", docx, "--qr", folder, "--format", "png", "--cycle", UONG_BI
        )
        assert answer.code == 0, answer.err
        words = "\n".join(cell.text for table in Document(str(docx)).tables for row in table.rows for cell in row.cells)
        assert "Số: 99/QĐ-UBND" in words
        assert "1/GCN-OCOP.2024" in words
        assert len(Document(str(docx)).inline_shapes) == 2
        assert len(list(folder.glob("*.png"))) == 2

    def test_an_unknown_decision_is_told(self, certified: Ocop, tmp_path: Path):
        answer = certified("certificate", "print", "1/QĐ", "--docx", tmp_path / "x.docx", "--cycle", UONG_BI)
        assert (answer.code, (tmp_path / "x.docx").exists()) == (1, False)
        assert "quyết định công nhận «1/QĐ»" in answer.err

    def test_the_export_holds_texts_and_no_formula(self, certified: Ocop, tmp_path: Path):
        file = tmp_path / "so.xlsx"
        assert certified("certificate", "export", file, "--on", "2024-05-01", "--cycle", UONG_BI).code == 0
        sheet = openpyxl.load_workbook(file)["PTNT_OCOP"]
        cell = sheet.cell(4, 5)
        assert (cell.value, cell.data_type) == ("=1+1 trà (mẫu)", "s")


class TestTheRadar:
    @pytest.fixture
    def imported(self, april: Ocop) -> Ocop:
        assert april("dossier", "import", REGISTER, "--cycle", BAC_KAN).code == 0
        return april

    def test_names_what_is_missed_and_what_is_left_with_a_letter_for_each_commune(self, imported: Ocop, tmp_path: Path):
        answer = imported(
            "certificate", "radar", "--cycle", BAC_KAN, "--on", "2025-09-10", "--letters", tmp_path / "thu"
        )
        assert answer.code == 0, answer.err
        assert "đã lỡ kỳ" in " ".join(answer.out.split())
        assert "còn có thể" in answer.out
        letters = sorted(path.name for path in (tmp_path / "thu").iterdir())
        assert letters == [
            "danh-gia-lai.chua-ro-xa.2025-09-10.docx", "danh-gia-lai.xa-nong-thuong.2025-09-10.docx"
        ]  # fmt: skip
        text = "\n".join(p.text for p in Document(str(tmp_path / "thu" / letters[1])).paragraphs)
        assert "không được sử dụng hạng sao" in text

    def test_levels_the_rounds(self, certified: Ocop):
        loads = certified(
            "certificate", "rounds", "--cycle", UONG_BI, "--on", "2026-09-01", "--capacity", 1, "--json"
        ).json
        assert [
            (load["round"]["proposal_by"], len(load["certificates"]), load["over"]) for load in loads["rounds"]
        ] == [("2026-10-29", 2, 1)]


class TestShow:
    def test_tells_what_is_next_and_what_the_qr_code_says(self, certified: Ocop):
        answer = certified("certificate", "show", "1/GCN-OCOP.2024", "--on", "2026-11-22")
        assert answer.code == 0, answer.err
        said = " ".join(answer.out.split())
        assert "Đã lỡ kỳ nộp (16/09/2026–15/11/2026) 7 ngày" in said
        assert "Còn có thể" in said
        assert "muộn nhất 11/09/2027" in said
        assert "Nội dung mã QR" in said
        page = certified("certificate", "show", "1/GCN-OCOP.2024", "--on", "2026-11-22", "--json").json
        assert page["next"]["status"] == "missed"
        assert [event["act"] for event in page["events"]] == ["issued"]

    def test_issued_again_it_keeps_its_number(self, certified: Ocop):
        answer = certified("certificate", "reissue", "1/GCN-OCOP.2024", "--reason", "Hỏng", "--by", "Trần Thị Mẫu")
        assert "lần 1" in answer.out


class TestInspectionAndRevocation:
    """An inspection finds a violation; the case has its clock; the withdrawn mark is shown at once."""

    def test_from_the_plan_to_the_withdrawn_mark(self, certified: Ocop, tmp_path: Path):
        by = ("--by", "Trần Thị Mẫu", "--cycle", UONG_BI)
        planned = certified("inspection", "plan", "--on", "2024-09-10", *by, "--today", "2024-09-01")
        assert "thêm 2 cuộc kiểm tra" in planned.out
        late = certified("inspection", "list", "--late", "--cycle", UONG_BI, "--today", "2024-09-12", "--json").json
        assert [row["days_late"] for row in late] == [2, 2]
        dossier = late[0]["dossier"]
        found = certified(
            "inspection", "record", late[0]["id"], "--result", "violation", "--ground", "logo_misuse",
            "--finding", "In sai hạng sao", "--paper", "7/KL-PKT", "--paper-date", "2024-09-12", *by,
            "--today", "2024-09-12",
        )  # fmt: skip
        assert found.code == 0, found.err
        assert "hạn quyết định 27/09/2024" in found.out
        (case,) = certified("revocation", "list", "--cycle", UONG_BI, "--today", "2024-09-30", "--json").json
        assert (case["days_late"], case["ground"]) == (3, "logo_misuse")
        done = certified(
            "dossier", "decide", dossier, "revoke", "--as", "authority", "--by", "Chủ tịch", "--reason", "logo",
            "--paper", "120/QĐ-UBND", "--paper-date", "2024-09-30", "--signer", "Lê Văn Mẫu", "--today", "2024-09-30",
        )  # fmt: skip
        assert done.code == 0, done.err
        assert certified("certificate", "verify", dossier, "--today", "2024-09-30").code == 1
        assert "đã thu hồi" in certified("certificate", "show", dossier, "--today", "2024-09-30").out.lower()
        paper = tmp_path / "thu-hoi.docx"
        assert certified("revocation", "paper", case["id"], "--docx", paper, "--cycle", UONG_BI).code == 0
        assert any("Thu hồi Giấy chứng nhận" in p.text for p in Document(str(paper)).paragraphs)
        assert "khớp nhau" in certified("certificate", "check").out
        grounds = certified("revocation", "grounds", "--today", "2026-11-22")
        assert "15 ngày kể từ kết luận" in grounds.out
