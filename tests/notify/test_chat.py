"""Any other Apprise service: one attempt, an honest answer, and nobody called by accident."""

import logging
import time
from pathlib import Path

import pytest
from apprise import Apprise, NotifyFormat

from ocop_workflow.notify import Message, OutcomeState
from tests.notify.conftest import AT, DESK, Open
from tests.notify.servers import CUT, SLOW, free_port, self_signed, web_server


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

    def test_many_messages_to_many_desks_go_over_one_connection(self, open_channels: Open, notice: Message) -> None:
        with web_server() as server:
            channels = open_channels(*(f"json://127.0.0.1:{server.port}/phong-{n}" for n in range(3)))
            targets = channels.targets([DESK])
            assert {target.send(notice).state for _ in range(3) for target in targets} == {OutcomeState.SENT}
            channels.close()
            assert targets[0].send(notice).state is OutcomeState.SENT
        assert (len(server.posts), server.connections) == (10, 2)

    def test_a_kept_connection_that_the_receiver_has_closed_is_opened_again(
        self, open_channels: Open, notice: Message
    ) -> None:
        with web_server(closes_after_each=True) as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/").targets([DESK])
            for _ in range(3):
                assert target.send(notice).state is OutcomeState.SENT
                time.sleep(0.2)  # for the receiver to have closed it
        assert (len(server.posts), server.connections) == (3, 3)

    @pytest.mark.parametrize("answer", [CUT, SLOW])
    def test_without_an_answer_it_may_have_arrived(self, open_channels: Open, notice: Message, answer: str) -> None:
        with web_server(status=answer) as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/?rto=0.2").targets([DESK])
            assert target.send(notice).state is OutcomeState.UNKNOWN
        assert len(server.posts) == 1  # not posted again behind our back

    def test_a_certificate_that_nobody_vouches_for_gets_nothing(
        self, open_channels: Open, notice: Message, tmp_path: Path
    ) -> None:
        with web_server(certificate=self_signed(tmp_path)) as server:
            (target,) = open_channels(f"jsons://127.0.0.1:{server.port}/").targets([DESK])
            assert target.send(notice).state is OutcomeState.TRY_LATER
        assert not server.posts

    def test_the_authorities_of_the_machine_vouch(
        self, open_channels: Open, notice: Message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pem = self_signed(tmp_path)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
        with web_server(certificate=pem) as server:
            (target,) = open_channels(f"jsons://127.0.0.1:{server.port}/").targets([DESK])
            assert target.send(notice).state is OutcomeState.SENT

    def test_a_cookie_of_the_receiver_is_not_carried_about(self, open_channels: Open, notice: Message) -> None:
        with web_server(headers={"Set-Cookie": "who=desk"}) as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/").targets([DESK])
            for _ in range(2):
                target.send(notice)
        assert not any("Cookie" in head for head in server.heads)

    @pytest.mark.parametrize(
        "options",
        [
            "",
            "?+X-Khoa=bi-mat&-trang=2",
            "?:message=noi_dung&:type=&:don_vi=phong",
            "?method=PUT&overflow=split",
        ],
    )
    @pytest.mark.parametrize("login", ["", "ocop:mat-khau@"])
    def test_the_post_is_the_one_that_apprise_makes(
        self, open_channels: Open, notice: Message, options: str, login: str
    ) -> None:
        with web_server() as server:
            url = f"json://{login}127.0.0.1:{server.port}/nhan{options}"
            (target,) = open_channels(url).targets([DESK])
            assert target.send(notice).state is OutcomeState.SENT
            again = Apprise(asset=target._door.asset)
            again.add(url)
            assert again.notify(body=notice.body, title=notice.subject, body_format=NotifyFormat.TEXT)
        assert server.posts[0] == server.posts[1]
        assert server.heads[0] == server.heads[1]

    def test_a_piece_that_fails_is_a_message_that_failed(self, open_channels: Open) -> None:
        """Where the URL asks for it, what is too long goes in pieces; the last one does not hide the first."""
        with web_server(refuses_first=True) as server:
            (target,) = open_channels(f"json://127.0.0.1:{server.port}/?overflow=split").targets([DESK])
            outcome = target.send(Message("TB-1", "Dài", "một dòng của thông báo\n" * 3_000, AT))
        assert len(server.posts) > 1
        assert outcome.state is OutcomeState.TRY_LATER

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
