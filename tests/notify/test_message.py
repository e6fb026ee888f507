"""User text is never a header, a file name or a second line."""

import subprocess
import sys
import unicodedata

import pytest

from ocop_workflow.notify import Message
from ocop_workflow.notify.smtp import compose
from tests.notify.conftest import AT


class TestMessage:
    """Cleaned once, for every channel."""

    @pytest.mark.parametrize(
        "title",
        [
            "Báo cáo\r\nBcc: ke-gian@example.org",
            "Báo cáo\nBcc: ke-gian@example.org",
            "Báo cáo\rBcc: ke-gian@example.org",
            "Báo cáo\u2028Bcc: ke-gian@example.org",
            "Báo cáo\x85Bcc: ke-gian@example.org",
            "Báo cáo\x0b\x0c\x1cBcc: ke-gian@example.org",
            "Báo\u202e cáo\x00 Bcc:\u200b ke-gian@example.org",
            "Báo cáo\r\n\r\nBcc: ke-gian@example.org",
        ],
    )
    def test_a_title_stays_one_line_and_starts_no_header(self, title: str) -> None:
        message = Message("TB-1", title, "Nội dung", AT)
        assert message.title == "Báo cáo Bcc: ke-gian@example.org"
        head = compose(message, ("", "a@example.org"), ("", "b@example.org")).split(b"\r\n\r\n")[0]
        assert b"\nBcc" not in head

    def test_a_body_keeps_its_lines_and_loses_what_cannot_be_seen(self) -> None:
        body = "Dòng\u202e một\r\n\r\n\tDòng hai\x00\ufeff\rDòng ba\ud800  \n"
        assert Message("TB-1", "Tiêu đề", body, AT).body == "Dòng một\n\n Dòng hai\nDòng ba"

    def test_decomposed_vietnamese_is_composed(self) -> None:
        text = unicodedata.normalize("NFD", "Hội đồng đánh giá")
        message = Message("TB-1", text, text, AT)
        assert message.title == message.body == "Hội đồng đánh giá"

    @pytest.mark.parametrize("code", ["", "../TB", "TB 1", "TB/1", "TB\n1", "a..b", "TB-1>", "é", "x" * 65])
    def test_an_id_is_a_plain_code(self, code: str) -> None:
        with pytest.raises(ValueError, match="mã thông báo"):
            Message(code, "Tiêu đề", "Nội dung", AT)

    @pytest.mark.parametrize(("title", "body"), [("", "Nội dung"), ("Tiêu đề", " \r\n"), ("\u200b", "Nội dung")])
    def test_an_empty_message_is_none(self, title: str, body: str) -> None:
        with pytest.raises(ValueError, match="thiếu tiêu đề hoặc nội dung"):
            Message("TB-1", title, body, AT)


def test_the_room_opens_without_loading_apprise() -> None:
    """Apprise takes more than a second to load, and `ocop --help` must not wait for it."""
    code = "import sys, ocop_workflow.notify; print('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
