"""The embedded default: without a channels file every desk has a folder of readable messages."""

import re
from pathlib import Path
from threading import Thread

import pytest

from ocop_workflow.errors import Refused
from ocop_workflow.notify import Channels, Message, OutcomeState
from tests.notify.conftest import DESK


class TestMailbox:
    """Var/mailbox/<tag>/<message id>.txt"""

    def test_a_person_can_read_the_message(self, tmp_path: Path, notice: Message) -> None:
        (target,) = Channels.mailbox(tmp_path / "hộp thư").targets([DESK])
        assert target.send(notice).state is OutcomeState.SENT
        text = (tmp_path / "hộp thư" / DESK / "TB-2024-000123.txt").read_text(encoding="utf-8")
        head, body = text.split("\n\n", maxsplit=1)
        to, code, title, date = head.split("\n")
        assert (to, code, title) == (f"Đến: {DESK}", "Mã: TB-2024-000123", f"Tiêu đề: {notice.title}")
        assert re.fullmatch(r"Ngày: \d\d/\d\d/\d{4} \d\d:\d\d", date)
        assert body == notice.body + "\n"

    def test_every_tag_has_its_folder(self, tmp_path: Path, notice: Message) -> None:
        channels = Channels.mailbox(tmp_path)
        for tag in (DESK, f"{DESK}.head"):
            (target,) = channels.targets([tag])
            target.send(notice)
        assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.txt")) == [
            f"{DESK}.head/TB-2024-000123.txt",
            f"{DESK}/TB-2024-000123.txt",
        ]

    def test_a_repeated_message_is_still_one_file_and_no_draft_remains(self, tmp_path: Path, notice: Message) -> None:
        (target,) = Channels.mailbox(tmp_path).targets([DESK])
        senders = [Thread(target=target.send, args=(notice,)) for _ in range(8)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert [path.name for path in (tmp_path / DESK).iterdir()] == ["TB-2024-000123.txt"]

    def test_a_folder_that_cannot_be_written_is_tried_later(self, tmp_path: Path, notice: Message) -> None:
        (tmp_path / "mailbox").write_text("một tệp, không phải thư mục")
        (target,) = Channels.mailbox(tmp_path / "mailbox").targets([DESK])
        outcome = target.send(notice)
        assert outcome.state is OutcomeState.TRY_LATER
        assert str(tmp_path) not in outcome.detail

    @pytest.mark.parametrize("tag", ["../ngoai", "a/b", "..", ".an", "a..b", "/etc"])
    def test_a_tag_that_would_be_another_folder_has_no_target(self, tmp_path: Path, tag: str) -> None:
        assert Channels.mailbox(tmp_path).targets([tag]) == ()

    def test_a_desk_keeps_its_key_when_the_installation_moves(self, tmp_path: Path) -> None:
        here, there = (Channels.mailbox(tmp_path / name).targets([DESK])[0].key for name in "ab")
        assert here == there
        assert re.fullmatch(r"mailbox-[0-9a-f]{12}", here)

    @pytest.mark.parametrize("tags", [[], [""], DESK])
    def test_without_a_tag_nobody_is_told(self, tmp_path: Path, tags: list[str]) -> None:
        with pytest.raises(Refused, match="không ghi đơn vị nhận"):
            Channels.mailbox(tmp_path).targets(tags)
