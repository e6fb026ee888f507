"""The register of Bắc Kạn that ships with the project: facts from public sources S11 to S16."""

import csv
from collections import Counter

import pytest

from ocop_workflow.papers.register import Register, read_register
from ocop_workflow.rulebook.registers import RegisterStatus
from ocop_workflow.vocabulary import ProducerType
from tests.papers.conftest import ROOT

FILE = ROOT / "config/registers/bac-kan.bac-kan.2018-2022.csv"


@pytest.fixture(scope="module")
def register(headings) -> Register:
    return read_register(FILE, headings)


class TestTheBacKanRegister:
    """57 products of Bắc Kạn city, 2018-2022."""

    def test_every_row_is_read(self, register):
        assert len(register.rows) == 57
        assert register.ignored == () and register.ignored_sheets == ()

    def test_five_are_recognised_and_nobody_else(self, register):
        assert Counter(row.status for row in register.rows) == {
            RegisterStatus.RECOGNISED: 5,
            RegisterStatus.DISTRICT_ASSESSED: 46,
            RegisterStatus.REGISTERED: 6,
        }

    def test_each_value_stands_in_the_file(self, register):
        with FILE.open(encoding="utf-8", newline="") as file:
            facts = list(csv.DictReader(file))
        for row, fact in zip(register.rows, facts, strict=True):
            assert (row.source_id, row.source, row.product_name, row.producer_name) == (
                fact["record_id"],
                fact["source_id"],
                fact["product_name"],
                fact["producer_name"],
            )
            assert (str(row.stars or ""), str(row.year)) == (fact["stars"], fact["year"])
            assert (row.commune or "", row.commune_code or "") == (fact["commune"], fact["commune_code_derived"])

    def test_a_commune_code_keeps_its_leading_zero(self, register):
        assert register.rows[0].commune_code == "01852"

    def test_producer_types_have_their_words(self, register):
        assert Counter(row.producer_type for row in register.rows)[ProducerType.OTHER] == 2
        assert all(row.producer_type for row in register.rows)

    def test_columns_that_are_not_read_are_named(self, register):
        assert register.ignored_columns == ("evidence_level", "code_list_version")

    def test_one_cooperative_under_two_spellings_is_pointed_out(self, register):
        assert "có thể là một chủ thể viết nhiều cách: «HTX Minh Anh» = «Hợp tác xã Minh Anh»" in register.warnings

    def test_one_product_of_two_years_is_pointed_out_though_the_spellings_differ(self, register):
        assert any(
            "«Mộc nhĩ Minh Anh thái chỉ»" in warning and "«Mộc nhĩ Minh anh thái chỉ»" in warning
            for warning in register.warnings
        )
