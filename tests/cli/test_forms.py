"""`ocop form`: a blank that comes back filled in, what is wrong with its cell, and the appraisal."""

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import UONG_BI, Ocop

BY = ("--by", "Trần Thị Mẫu", "--today", "2024-04-22")


@pytest.fixture
def guided(april: Ocop) -> Ocop:
    """One product of a commune whose producer was guided."""
    answer = april(
        "dossier", "add", "--product", "Trà mẫu", "--producer", "HTX Mẫu", "--commune", "xa-thuong-yen-cong",
        "--cycle", UONG_BI, *BY,
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert april("dossier", "decide", "HS-000001", "guide", "--as", "commune", *BY).code == 0
    return april


def filled(blank: Path, **values: object) -> Path:
    """The sheet with its input cells filled in, by the words printed beside them."""
    book = openpyxl.load_workbook(blank)
    sheet = book["Biểu"]
    for row in sheet.iter_rows():
        for label, value in values.items():
            if str(row[0].value).startswith(label.replace("_", " ")):
                row[2].value = value
    book.save(blank)
    return blank


IDEA = {
    "Người_đại_diện": "Trần Văn Mẫu", "Tình_trạng": "Đã đăng ký", "Tên_sản_phẩm": "Trà mẫu", "Mô_tả": "trà túi lọc",
    "Nguồn_gốc": "nghề của làng", "Nguyên_liệu": "vùng trà", "Số_lao_động": 12, "Thị_trường": "trong tỉnh",
}  # fmt: skip


class TestAFormThatComesBack:
    def test_is_filed_appraised_and_shown(self, guided: Ocop, tmp_path: Path):
        blank = tmp_path / "phieu.xlsx"
        assert guided("form", "blank", "HS-000001", "--form", "idea-new", "--xlsx", blank).code == 0
        done = guided("form", "file", "HS-000001", "--form", "idea-new", "--xlsx", filled(blank, **IDEA), *BY)
        assert done.code == 0, done.err
        assert "bản 1" in done.out
        again = guided("form", "file", "HS-000001", "--form", "idea-new", "--xlsx", blank, *BY)
        assert again.code == 1
        assert "biểu nộp được lúc này: không có" in again.err
        back = guided(
            "form", "appraise", "HS-000001", "--outcome", "return", "--as", "commune", "--conclusion", "Chưa rõ",
            "--remark", "material=Bổ sung hợp đồng", *BY,
        )  # fmt: skip
        assert back.code == 0, back.err
        shown = guided("form", "show", "HS-000001").out
        assert "Trà mẫu" in shown
        assert "Chưa rõ" in shown
        fixed = guided("form", "blank", "HS-000001", "--form", "idea-new", "--xlsx", blank)
        assert fixed.code == 0
        assert openpyxl.load_workbook(blank)["Biểu"]["C6"].value == "Trần Văn Mẫu"

    def test_a_wrong_cell_is_told_with_its_address_and_nothing_is_filed(self, guided: Ocop, tmp_path: Path):
        blank = tmp_path / "phieu.xlsx"
        guided("form", "blank", "HS-000001", "--form", "idea-new", "--xlsx", blank)
        filled(blank, **{**IDEA, "Số_lao_động": "mười hai"})
        answer = guided("form", "file", "HS-000001", "--form", "idea-new", "--xlsx", blank, *BY)
        assert answer.code == 1
        assert "chữ trong ô số" in answer.err
        assert guided("form", "show", "HS-000001", "--json").json == []

    def test_the_form_of_another_dossier_is_refused(self, guided: Ocop, tmp_path: Path):
        blank = tmp_path / "phieu.xlsx"
        guided("form", "blank", "HS-000001", "--form", "idea-existing", "--xlsx", blank)
        answer = guided("form", "file", "HS-000001", "--form", "idea-new", "--xlsx", blank, *BY)
        assert answer.code == 1
        assert "hồ sơ hoặc loại khác" in answer.err

    def test_single_fields_can_be_typed(self, guided: Ocop):
        wrong = guided("form", "file", "HS-000001", "--form", "idea-new", "--set", "product=Trà", *BY)
        assert wrong.code == 1
        assert "Mô tả sản phẩm (description): chưa điền" in wrong.err
        assert guided("form", "file", "HS-000001", "--form", "idea-new", "--set", "colour=x", *BY).code == 2
