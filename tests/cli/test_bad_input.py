"""Bad files and bad answers: every mistake with its place, exit code 1, nothing half stored."""

import sqlite3
from pathlib import Path

import pytest

from ocop_workflow.settings import PROJECT_ROOT
from tests.cli.conftest import BAC_KAN, PLANS, UONG_BI, Ocop


def _rows(tmp_path: Path) -> dict[str, list[tuple]]:
    with sqlite3.connect(tmp_path / "var" / "ocop.sqlite3") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(database.execute(f"SELECT * FROM {name}")) for name in names}


@pytest.fixture
def bad_plan(tmp_path: Path) -> Path:
    """The Bắc Kạn plan with a part that does not exist, beside its source."""
    folder = tmp_path / "config" / "plans"
    folder.mkdir(parents=True)
    (tmp_path / "config" / "sources").symlink_to(PROJECT_ROOT / "config" / "sources")
    text = Path(PLANS[0]).read_text(encoding="utf-8")
    bad = folder / f"{BAC_KAN}.yaml"
    bad.write_text(text.replace("programme: ocop", "programme: opec", 1), encoding="utf-8")
    return bad


class TestNothingIsHalfStored:
    def test_one_bad_plan_keeps_the_good_one_out_too(self, april: Ocop, bad_plan: Path, tmp_path: Path):
        before = _rows(tmp_path)
        answer = april("plan", "apply", bad_plan, PLANS[1])
        assert answer.code == 1
        line = next(n for n, text in enumerate(bad_plan.read_text().splitlines(), 1) if "opec" in text)
        assert f"dòng {line}" in answer.err
        assert "opec" in answer.err
        assert "ocop" in answer.err
        assert _rows(tmp_path) == before

    def test_a_plan_that_is_not_there(self, ocop: Ocop, tmp_path: Path):
        answer = ocop("plan", "check", tmp_path / "none.yaml")
        assert answer.code == 1
        assert "Không mở được tệp" in answer.err

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (
                "tên sản phẩm,chủ thể,xã\nChè,HTX Mẫu,xã Không Có\nTrà,HTX Mẫu,xã Nông Thượng\n",
                "dòng 2, cột «Xã/phường»",
            ),
            ("tên sản phẩm,chủ thể,số sao\nChè,HTX Mẫu,chín\nTrà,,3\n", "có 2 lỗi, chưa lưu gì"),
            ("một,hai\n1,2\n", "không tìm thấy dòng tiêu đề"),
            ("", "tệp rỗng"),
        ],
    )
    def test_a_register_with_a_mistake_stores_no_row(self, april: Ocop, tmp_path: Path, text: str, says: str):
        file = tmp_path / "du-lieu-mau.csv"
        file.write_text(text, encoding="utf-8")
        before = _rows(tmp_path)
        answer = april("dossier", "import", file, "-c", BAC_KAN)
        assert answer.code == 1
        assert says in answer.err
        assert str(file) in answer.err
        assert _rows(tmp_path) == before

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("--product", "Chè", "--commune", "Không Có"), "Không tìm thấy xã, phường"),
            (("--commune", "Nông Thượng", "--producer", " "), "Tên chủ thể để trống"),
            (("--product", "Chè", "--producer", "HTX Mẫu"), "Thiếu xã, phường của sản phẩm"),
            (("--product", "Chè", "--commune", "Nông Thượng", "--producer-type", "farm"), "đi cùng tên chủ thể"),
            (("--previous", "HS-000099"), "Không tìm thấy hồ sơ «HS-000099»"),
        ],
    )
    def test_a_refused_dossier_leaves_no_producer_behind(self, april: Ocop, tmp_path: Path, words, says: str):
        before = _rows(tmp_path)
        answer = april("dossier", "add", *words, "--by", "B", "-c", BAC_KAN)
        assert answer.code == 1
        assert says in answer.err
        assert _rows(tmp_path) == before

    def test_the_same_open_product_is_not_opened_twice(self, april: Ocop):
        words = ("dossier", "add", "--product", "Chè", "--commune", "Nông Thượng", "--by", "B", "-c", BAC_KAN)
        assert april(*words).code == 0
        again = april(*words[:3], "  CHÈ ", *words[4:])
        assert again.code == 1
        assert "đã có hồ sơ HS-000001 «Sản phẩm tiềm năng»" in again.err

    def test_a_withdrawn_product_can_be_opened_anew(self, april: Ocop):
        words = ("dossier", "add", "--product", "Chè", "--commune", "Nông Thượng", "--by", "B", "-c", BAC_KAN)
        april(*words)
        april("dossier", "decide", "1", "withdraw", "--as", "producer", "--by", "C", "--reason", "Nhầm")
        assert "HS-000002" in april(*words).out


class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("cycle", "status", "ha-noi.2024"), f"Các chu trình hiện có: {BAC_KAN}, {UONG_BI}."),
            (("plan", "show", "ha-noi.2024"), "Xem «ocop plan show»."),
            (("dossier", "show", "HS-000077"), "Xem «ocop dossier list»."),
            (("dossier", "moves", "abc"), "Không tìm thấy hồ sơ «abc»."),
            (("assignment", "done", "99999", "--by", "B"), "Xem «ocop assignment list»."),
            (("notice", "preview", "TB-2024-099999"), "Xem «ocop notice list»."),
            (("notice", "deliver", "-c", "ha-noi.2024"), "Không tìm thấy chu trình"),
        ],
    )
    def test_is_said_with_where_to_look(self, april: Ocop, words, says: str):
        answer = april(*words)
        assert answer.code == 1
        assert says in answer.err

    def test_without_a_cycle_named_two_open_ones_are_a_question(self, april: Ocop):
        answer = april("report", "list")
        assert answer.code == 2
        assert f"{BAC_KAN}, {UONG_BI}" in answer.err

    @pytest.mark.parametrize("words", [("dossier", "list"), ("cycle", "status"), ("log", "verify"), ("notice", "list")])
    def test_without_a_database_every_verb_says_what_to_run(self, ocop: Ocop, words, tmp_path: Path):
        answer = ocop(*words)
        assert answer.code == 1
        assert answer.err == "Chưa có cơ sở dữ liệu. Chạy «ocop db upgrade», hoặc «make run» để chạy tất cả.\n"
        assert not (tmp_path / "var" / "ocop.sqlite3").exists()

    def test_a_wrong_setting_is_named_without_its_value(self, ocop: Ocop, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("OCOP_PREFECT_PORT", "secret")
        answer = ocop("cycle", "list")
        assert answer.code == 1
        assert "OCOP_PREFECT_PORT" in answer.err
        assert "secret" not in answer.err


class TestATerminalIsNotObeyed:
    def test_a_name_cannot_smuggle_control_codes_to_the_screen(self, april: Ocop):
        april("dossier", "add", "--product", "Chè\x1b[31m đỏ", "--commune", "Nông Thượng", "--by", "B", "-c", BAC_KAN)
        for words in (("dossier", "list"), ("dossier", "show", "1"), ("dossier", "moves", "1")):
            shown = april(*words).out
            assert "Chè" in shown
            assert "\x1b" not in shown
