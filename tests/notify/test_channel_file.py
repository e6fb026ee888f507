"""The channels file: Apprise's own format, and no mistake in it passes for success."""

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.notify import Channels
from tests.notify.conftest import DESK, Open

Write = Callable[[str], Path]
EXAMPLE = Path(__file__).parents[2] / "config" / "channels.example.yaml"
MAIL = "mailto://mail.example.org/phong@example.org?from=ocop@example.org"


def mistakes(path: Path) -> list[tuple[int | None, str]]:
    """Line and reason of everything that is wrong."""
    with pytest.raises(BadInput) as refused:
        Channels.from_file(path)
    assert {mistake.file for mistake in refused.value.mistakes} == {str(path)}
    return [(mistake.line, str(mistake)) for mistake in refused.value.mistakes]


class TestTags:
    """A notice is for one desk; nobody else hears of it."""

    def test_a_tag_with_dots_is_matched_exactly(self, write: Write) -> None:
        path = write(
            f"version: 1\nurls:\n"
            f"  - json://127.0.0.1/mot:\n      tag: {DESK}\n"
            f"  - json://127.0.0.1/hai:\n      tag: {DESK}.head\n"
            f"  - json://127.0.0.1/ba:\n      tag: quang-ninh, {DESK}\n"
        )
        channels = Channels.from_file(path)
        desk, head = channels.targets([DESK]), channels.targets([f"{DESK}.head"])
        assert (len(desk), len(head)) == (2, 1)
        assert not {target.key for target in desk} & {target.key for target in head}
        assert channels.targets(["quang-ninh.uong-bi"]) == channels.targets(["all"]) == ()

    def test_the_first_tag_that_has_a_target_is_taken(self, open_channels: Open) -> None:
        channels = open_channels(MAIL)
        assert len(channels.targets([f"{DESK}.head", DESK])) == 1
        assert channels.targets(["quang-ninh.uong-bi.ubnd-tp"]) == ()

    def test_the_same_recipient_twice_is_one_target(self, open_channels: Open) -> None:
        channels = open_channels(MAIL, MAIL.replace("phong@", "Phong@"))
        assert [target.label for target in channels.targets([DESK])] == ["mailto"]

    def test_a_key_survives_a_new_password_and_reveals_nothing(self, open_channels: Open) -> None:
        urls = (f"mailtos://ocop:{p}@mail.example.org/phong@example.org?from=a@example.org" for p in ("cu", "moi"))
        before, after = (open_channels(url).targets([DESK])[0].key for url in urls)
        assert before == after
        assert re.fullmatch(r"mailto-[0-9a-f]{12}", before)


class TestMistakes:
    """Apprise calls a broken file a success with no services; here it is refused, with its line."""

    @pytest.mark.parametrize(
        ("text", "line", "why"),
        [
            ("", None, "không có kênh nào"),
            ("version: 1\nurls:\n", None, "không có kênh nào"),
            (f"version: 1\nurls: [{MAIL}]\n", None, "không có kênh nào"),
            (f"version: 1\ntag: [a\nurls:\n  - {MAIL}:\n", None, "viết sai YAML"),
            (f"version: 2\nurls:\n  - {MAIL}:\n      tag: a\n", None, "viết sai YAML"),
            (f"urls:\n  - {MAIL}:\n      tag: a\n  - {MAIL}:\n     tag: [b\n", 4, "thụt dòng"),
            (f"urls:\n  - {MAIL}:\n      tag: a\n  - mailtoo://b@example.org:\n      tag: b\n", 4, "«mailtoo»"),
            ("urls:\n  - phong@example.org:\n      tag: a\n", 2, "không thấy URL"),
            (f"urls:\n  # ghi chú\n  - {MAIL}\n", 3, "thiếu tag"),
            (f"urls:\n  - {MAIL}:\n      tag:\n", 2, "thiếu tag"),
            ("urls:\n  - mailto://mail.example.org/a@example.org:\n      tag: a\n", 2, "không đọc được kênh «mailto»"),
            (f"urls:\n  - {MAIL.replace('?', ',khong-phai-thu?')}:\n      tag: a\n", 2, "không được hiểu"),
            (f"urls:\n  - {MAIL.replace('?', '/khong-phai-thu?')}:\n      tag: a\n", 2, "không được hiểu"),
            (f"urls:\n  - {MAIL}&cc=b@example.org:\n      tag: a\n", 2, "cc"),
            (f"urls:\n  - {MAIL}&pgp=encrypt:\n      tag: a\n", 2, "pgp"),
            (f"urls:\n  - {MAIL}&+Subject=x:\n      tag: a\n", 2, "tiêu đề thư"),
            (f"urls:\n  - {MAIL}&+X-A=x%0D%0ABcc:b@example.org:\n      tag: a\n", 2, "tiêu đề thư"),
            (f"urls:\n  - {MAIL.replace('mailto', 'mailtos')}&verify=no:\n      tag: a\n", 2, "verify=no"),
            (f"urls:\n  - {MAIL.replace('//', '//u:p@')}:\n      tag: a\n", 2, "không mã hóa"),
            (f"include: http://example.org/a.yaml\nurls:\n  - {MAIL}:\n      tag: a\n", 1, "khóa không dùng"),
            (f"asset:\n  secure_logging: false\nurls:\n  - {MAIL}:\n      tag: a\n", 1, "khóa không dùng"),
            (f"urls:\n  - {MAIL}:\n      tag: a\nurls:\n  - {MAIL}:\n      tag: b\n", 4, "bị lặp"),
            ("urls:\n  - tgram://${KHONG_CO}/1:\n      tag: a\n", 2, "KHONG_CO"),
        ],
    )
    def test_a_mistake_is_refused_with_its_line(self, write: Write, text: str, line: int | None, why: str) -> None:
        ((at, told),) = mistakes(write(text))
        assert at == line
        assert why in told

    def test_every_mistake_is_told_at_once(self, write: Write) -> None:
        path = write(f"urls:\n  - {MAIL}\n  - xyz://a:\n      tag: a\n  - {MAIL}:\n      tag: a\n")
        assert [line for line, _ in mistakes(path)] == [2, 3]

    def test_other_bytes_than_utf8_are_refused_with_their_line(self, tmp_path: Path) -> None:
        path = tmp_path / "channels.yaml"
        path.write_bytes(b"urls:\n# Ph\xf2ng\n")
        assert [line for line, _ in mistakes(path)] == [2]

    def test_a_file_that_is_not_there_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(NotReady, match="Không mở được tệp kênh gửi"):
            Channels.from_file(tmp_path / "khong-co.yaml")


class TestSecrets:
    """Secrets come from the environment and go nowhere else."""

    @pytest.mark.parametrize(
        "entry",
        [
            "  - mailtos://ocop:${OCOP_MAT_KHAU}@mail.example.org/a@example.org?from=o@example.org:\n      tag: a\n",
            "  - mailtos://mail.example.org/a@example.org?from=o@example.org:\n"
            "      user: ocop\n      password: ${OCOP_MAT_KHAU}\n      tag: a\n",
        ],
    )
    @pytest.mark.parametrize("secret", ["don-gian", "p@ss/w:rd%41 #e", "a'b\"c: d", "x\ny"])
    def test_any_secret_can_stand_in_the_environment(
        self, write: Write, monkeypatch: pytest.MonkeyPatch, entry: str, secret: str
    ) -> None:
        monkeypatch.setenv("OCOP_MAT_KHAU", secret)
        (target,) = Channels.from_file(write(f"urls:\n{entry}")).targets(["a"])
        assert target._door[0].password == secret

    def test_a_whole_url_can_be_a_secret(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OCOP_KENH", "json://127.0.0.1/bi-mat?method=PUT")
        (target,) = Channels.from_file(write("urls:\n  - ${OCOP_KENH}:\n      tag: a\n")).targets(["a"])
        assert target.label == "json"

    @pytest.mark.parametrize(
        "broken",
        [
            "mailtos://ocop:bimatkhau@mail.example.org/khong-phai-thu?from=o@example.org:\n      tag: a",
            "mailtos://ocop:bimatkhau@mail.example.org/a@example.org,sai?from=o@example.org:\n      tag: a",
            "tgram://bimatkhau/1:\n      tag: a",
            "mailtos://ocop:bimatkhau@mail.example.org/a@example.org:\n      tag: [a",
            "xyz://bimatkhau@mail.example.org/a@example.org:\n      tag: a",
            "mailtos://ocop:bimatkhau@mail.example.org/a@example.org?verify=no",
        ],
    )
    def test_a_refused_file_repeats_no_secret(
        self, write: Write, caplog: pytest.LogCaptureFixture, broken: str
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told = mistakes(write(f"urls:\n  - {broken}\n"))
        assert "bimatkhau" not in caplog.text + str(told)


class TestExample:
    """Config/channels.example.yaml is a file that works."""

    def test_it_reaches_the_desks_it_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in set(re.findall(r"\$\{(\w+)\}", EXAMPLE.read_text(encoding="utf-8"))):
            monkeypatch.setenv(name, "mat-khau")
        channels = Channels.from_file(EXAMPLE)
        for unit in ("phong-kinh-te", "ubnd-tp", "xa-thuong-yen-cong"):
            for desk in ("", ".head"):
                assert channels.targets([f"quang-ninh.uong-bi.{unit}{desk}"]), unit + desk

    def test_it_names_no_real_address(self) -> None:
        hosts = re.findall(r"@([\w.-]+)", EXAMPLE.read_text(encoding="utf-8"))
        assert hosts
        assert all(host.endswith("example.org") for host in hosts)
