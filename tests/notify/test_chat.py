"""Any other Apprise service: one attempt, an honest answer, and nobody called by accident."""

import logging

import pytest

from ocop_workflow.notify import Message, OutcomeState
from tests.notify.conftest import AT, DESK, Open
from tests.notify.servers import free_port, web_server


class TestWebReceiver:
    """Json:// posts the notice to a program of the office."""

    def test_the_notice_is_posted_once_as_plain_text(self, open_channels: Open, notice: Message) -> None:
        with web_server() as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/nhan").targets([DESK])
            outcome = target.send(notice)
        assert outcome.state is OutcomeState.SENT
        ((path, post),) = server.posts
        assert path.rstrip("/") == "/nhan"
        assert (post["title"], post["message"]) == (notice.subject, notice.body)

    @pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
    @pytest.mark.parametrize("option", ["", "?retry=3", "?optional=yes"])
    def test_a_failure_is_tried_later_and_only_by_us(
        self, open_channels: Open, notice: Message, status: int, option: str
    ) -> None:
        with web_server() as server:
            server.status = status
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/{option}").targets([DESK])
            assert target.send(notice).state is OutcomeState.TRY_LATER
        assert len(server.posts) == 1

    def test_a_receiver_that_is_down_is_tried_later(self, open_channels: Open, notice: Message) -> None:
        (target,) = open_channels(f"json://127.0.0.1:{free_port()}/").targets([DESK])
        assert target.send(notice).state is OutcomeState.TRY_LATER

    @pytest.mark.parametrize("option", ["", "?redirect=yes"])
    def test_a_redirect_leads_nowhere(self, open_channels: Open, notice: Message, option: str) -> None:
        with web_server() as elsewhere, web_server() as server:
            server.status, server.headers = 307, {"Location": f"http://127.0.0.1:{elsewhere.port}/"}
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/{option}").targets([DESK])
            assert target.send(notice).state is OutcomeState.TRY_LATER
        assert not elsewhere.posts

    def test_many_messages_do_not_wait_for_each_other(self, open_channels: Open, notice: Message) -> None:
        with web_server() as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/").targets([DESK])
            assert {target.send(notice).state for _ in range(5)} == {OutcomeState.SENT}
        assert len(server.posts) == 5

    @pytest.mark.parametrize("call", ["@everyone", "<!here>", "<@U024BE7LH>", "@phong"])
    def test_text_cannot_call_people(self, open_channels: Open, call: str) -> None:
        with web_server() as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/").targets([DESK])
            target.send(Message("TB-1", f"Sản phẩm {call}", f"Hợp tác xã {call}, hỏi: phong@example.org", AT))
        ((_, post),) = server.posts
        assert call not in post["title"] + post["message"]
        assert "phong@example.org" in post["message"]

    def test_the_secret_path_stands_in_no_log(
        self, open_channels: Open, notice: Message, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with web_server() as server:
            channels = open_channels(f"json://127.0.0.1:{server.port}/duong-bi-mat")
            (target,) = channels.targets([DESK])
            target.send(notice)
            server.status = 500
            target.send(notice)
        assert server.posts[0][0].startswith("/duong-bi-mat")
        assert "duong-bi-mat" not in caplog.text + repr(target) + target.key
