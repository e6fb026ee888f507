"""A channels file of the test's own, and one message."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ocop_workflow.notify import Channels, Message, Timeouts

DESK = "quang-ninh.uong-bi.phong-kinh-te"
AT = datetime(2024, 10, 21, 1, 30, tzinfo=UTC)
IMPATIENT = Timeouts(connect_s=2.0, reply_s=2.0, final_s=0.3)

Open = Callable[..., Channels]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write a channels file and give its path."""

    def write_file(text: str) -> Path:
        path = tmp_path / "channels.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def open_channels(write: Callable[[str], Path]) -> Iterator[Open]:
    """Open channels to the given URLs, all for one desk; closed at the end of the test."""
    opened: list[Channels] = []

    def open_urls(*urls: str, tag: str = DESK, timeouts: Timeouts = IMPATIENT) -> Channels:
        entries = "".join(f"  - {url}:\n      tag: {tag}\n" for url in urls)
        opened.append(Channels.from_file(write(f"version: 1\nurls:\n{entries}"), timeouts))
        return opened[-1]

    yield open_urls
    for channels in opened:
        channels.close()


@pytest.fixture
def notice() -> Message:
    """A notice as the office writes it."""
    return Message(
        id="TB-2024-000123",
        title="Quá hạn 3 ngày làm việc: Báo cáo tháng 9/2024 kết quả Chương trình OCOP – Phường Quang Trung",
        body="Kính gửi: UBND phường Quang Trung.\n\nBáo cáo tháng 9/2024 đã quá hạn.\n. dòng bắt đầu bằng dấu chấm",
        at=AT,
    )
