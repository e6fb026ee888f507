"""The words of registers: one word, one meaning, and each heading says where it was seen."""

from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput
from ocop_workflow.library.headings import load_headings
from ocop_workflow.rulebook.registers import RegisterField

FILE = Path(__file__).parents[2] / "config/registers/headings.yaml"


class TestTheHeadingsThatShip:
    """Config/registers/headings.yaml."""

    @pytest.mark.parametrize(
        ("heading", "field", "round_"),
        [
            ("Tên sản phẩm", RegisterField.PRODUCT_NAME, 0),
            ("TÊN SẢN  PHẨM\nOCOP", RegisterField.PRODUCT_NAME, 0),
            ("Xã / phường", RegisterField.COMMUNE, 0),
            ("so dien thoai", RegisterField.PHONE, 0),
            ("Lần 2 (nâng hạng): hạng", RegisterField.STARS, 2),
            ("record_id", RegisterField.SOURCE_ID, 0),
            ("source_id", RegisterField.SOURCE, 0),
        ],
    )
    def test_a_heading_has_its_meaning(self, heading, field, round_):
        assert load_headings(FILE).meaning(heading) == (field, round_)

    @pytest.mark.parametrize("heading", ["", "Diện tích (ha)", "Tên trạm bơm", "doanhnghiep_id"])
    def test_other_headings_have_none(self, heading):
        assert load_headings(FILE).meaning(heading) is None

    def test_no_source_is_listed_that_no_heading_names(self):
        headings = load_headings(FILE)
        assert headings.sources.keys() == {s for many in headings.columns.values() for h in many for s in h.seen}


class TestMistakesInTheFile:
    """A heading or word with two meanings is refused when the file is read."""

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ("{text: Địa chỉ, seen: [HCM, LB, TTH]}", "{text: chủ THỂ, seen: [HCM]}", "có hai nghĩa"),
            ("{text: Địa chỉ, seen: [HCM, LB, TTH]}", "{text: chu the, seen: [HCM]}", "có hai nghĩa"),
            ("{text: Địa chỉ, seen: [HCM, LB, TTH]}", "{text: Địa chỉ, seen: [XYZ]}", "nguồn chưa khai"),
            ("{text: Địa chỉ, seen: [HCM, LB, TTH]}", "{text: Địa chỉ}", "thiếu khóa bắt buộc"),
            ("farm: []", "farm: [HTX]", "một từ có hai nghĩa"),
            ("5: [Sinh vật cảnh]", "5: [Thực phẩm]", "một từ có hai nghĩa"),
            ("farm: []", "ranch: []", "giá trị"),
            ("  address:\n", "  adress:\n", "giá trị"),
        ],
    )
    def test_it_is_refused(self, tmp_path, old, new, why):
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "headings.yaml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(BadInput, match=why):
            load_headings(path)
