"""The files of the national rules: what ships is complete and says its sources; a mistake is told with its place."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.library.regimes import load_regimes
from ocop_workflow.rulebook.evaluation.provenance import Fact

FOLDER = Path(__file__).parents[2] / "config" / "regimes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "regimes"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> BadInput:
    with pytest.raises(BadInput) as refused:
        load_regimes(folder)
    return refused.value


def facts(node: Any) -> Iterator[Fact]:
    if isinstance(node, Fact):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from facts(item)


class TestTheShippedRegimes:
    """2019 to today, each value with the place where it was read."""

    REGIMES = load_regimes(FOLDER)

    def test_come_oldest_first(self):
        assert [r.code for r in self.REGIMES] == ["QD1048_2019", "QD148_2023", "QD148_1489_2025", "QD26_2026"]

    @pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: regime.code)
    def test_what_no_source_prints_says_so_and_what_is_law_does_not(self, regime):
        for fact in (fact for _, value in regime for fact in facts(value)):
            in_no_source = re.search(r"thiết lập|nhớ, chưa kiểm|tính ra|nguồn ghi", fact.clause, re.IGNORECASE)
            assert bool(in_no_source) is (fact.confidence in "DRC"), fact

    def test_only_the_decision_that_was_read_is_held_for_certain(self):
        certain = {r.code for r in self.REGIMES for _, value in r for fact in facts(value) if fact.confidence == "V1"}

        assert certain == {"QD26_2026"}


class TestAFolderThatIsRefused:
    """Nothing of it is used: half of the law is worse than none."""

    def test_an_empty_folder_says_where_it_looked(self, tmp_path):
        with pytest.raises(NotReady, match=re.escape(str(tmp_path))):
            load_regimes(tmp_path)

    def test_a_contradiction_inside_a_file_has_its_line(self, folder):
        spoil(folder, "QD26_2026", "receives: commune", "receives: district")
        path = folder / "QD26_2026.yaml"
        line = path.read_text(encoding="utf-8").splitlines().index("receives: district") + 1

        (mistake,) = refusal(folder).mistakes
        assert (mistake.file, mistake.line, mistake.value) == (str(path), line, "district")
        assert mistake.allowed == "commune, province, central"

    def test_the_mistakes_of_all_files_come_at_once(self, folder):
        for name in ("QD148_2023", "QD26_2026"):
            spoil(folder, name, "  confidence: V", "  confidence: X")

        assert {Path(m.file).stem for m in refusal(folder).mistakes} == {"QD148_2023", "QD26_2026"}

    def test_a_file_under_another_name_is_refused_so_that_no_code_comes_twice(self, folder):
        shutil.copy(folder / "QD26_2026.yaml", folder / "QD26_copy.yaml")

        (mistake,) = refusal(folder).mistakes
        assert (mistake.value, mistake.allowed) == ("QD26_2026", "QD26_copy")

    def test_a_day_without_rules_between_two_periods_is_a_mistake(self, folder):
        spoil(folder, "QD148_2023", "valid_to: 2025-07-05", "valid_to: 2025-07-04")

        (mistake,) = refusal(folder).mistakes
        assert (Path(mistake.file).stem, mistake.value, mistake.allowed) == (
            "QD148_1489_2025",
            "06/07/2025",
            "05/07/2025",
        )

    def test_a_missing_period_is_a_mistake(self, folder):
        (folder / "QD148_2023.yaml").unlink()

        assert "QD1048_2019 hết hiệu lực ngày 23/02/2023" in str(refusal(folder))

    def test_two_periods_cannot_begin_on_one_day(self, folder):
        spoil(folder, "QD148_1489_2025", "valid_from: 2025-07-06", "valid_from: 2023-02-24")

        assert "cùng ngày có hiệu lực" in str(refusal(folder))

    def test_an_older_period_must_have_an_end(self, folder):
        spoil(folder, "QD148_1489_2025", "valid_to: 2026-07-21", "valid_to: null")

        assert "QD148_1489_2025 chưa ghi ngày hết hiệu lực" in str(refusal(folder))
