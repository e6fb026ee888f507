"""Mail: one per recipient, recognisable when repeated, and its fate told apart."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop_workflow.notify import Channels, Message, Outcome, OutcomeState, Timeouts
from ocop_workflow.notify.smtp import Line, compose
from tests.notify.conftest import AT, DESK, IMPATIENT, Open
from tests.notify.servers import (
    CUT,
    SLOW,
    MailServer,
    free_port,
    mail_server,
    scripted_server,
    self_signed,
    silent_server,
)

FROM = "?from=ocop@uongbi.example.org&name=OCOP"


@pytest.fixture(autouse=True, params=[True, False], ids=["pipelining", "step by step"])
def pipelines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds with servers that take commands in one go, and with those that do not."""
    monkeypatch.setattr(MailServer, "pipelines", request.param)


def url(port: int, *recipients: str) -> str:
    """A mail URL to the server on `port`."""
    return f"mailto://127.0.0.1:{port}/{'/'.join(recipients or ('phong@example.org',))}{FROM}"


def send_one(channels: Channels, message: Message) -> Outcome:
    """Send to the only target of the desk."""
    (target,) = channels.targets([DESK])
    return target.send(message)


class TestDelivery:
    """What arrives is what was written, once, and can be recognised."""

    def test_the_mail_arrives_as_it_was_written(self, open_channels: Open, notice: Message) -> None:
        with mail_server() as server:
            outcome = send_one(open_channels(url(server.port)), notice)
        assert outcome.state is OutcomeState.SENT
        ((recipient, mail),) = server.mails
        assert recipient == "phong@example.org"
        assert mail["Subject"] == f"[TB-2024-000123] {notice.title}"
        assert mail["To"] == "phong@example.org"
        assert mail["From"] == "OCOP <ocop@uongbi.example.org>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail.get_content_type() == "text/plain"
        assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == notice.body

    def test_a_repeated_mail_carries_the_same_single_message_id(self, open_channels: Open, notice: Message) -> None:
        with mail_server() as server:
            for _ in range(2):
                assert send_one(open_channels(url(server.port)), notice).state is OutcomeState.SENT
        first, second = (mail.get_all("Message-ID") for _, mail in server.mails)
        assert first == second
        assert len(first) == 1
        assert first[0].startswith("<TB-2024-000123.") and first[0].endswith("@uongbi.example.org>")

    def test_two_recipients_get_a_mail_each_and_do_not_see_each_other(
        self, open_channels: Open, notice: Message
    ) -> None:
        with mail_server() as server:
            channels = open_channels(url(server.port, "mot@example.org", "hai@example.org"))
            outcomes = [target.send(notice) for target in channels.targets([DESK])]
        assert [outcome.state for outcome in outcomes] == [OutcomeState.SENT] * 2
        assert [(to, mail["To"]) for to, mail in server.mails] == [
            ("mot@example.org", "mot@example.org"),
            ("hai@example.org", "hai@example.org"),
        ]
        assert server.mails[0][1]["Message-ID"] != server.mails[1][1]["Message-ID"]

    def test_one_refused_recipient_does_not_touch_the_other(self, open_channels: Open, notice: Message) -> None:
        with mail_server(at_recipient={"mot@example.org": "550 no such user"}) as server:
            channels = open_channels(url(server.port, "mot@example.org", "hai@example.org"))
            outcomes = [target.send(notice).state for target in channels.targets([DESK])]
        assert outcomes == [OutcomeState.REFUSED, OutcomeState.SENT]
        assert [to for to, _ in server.mails] == ["hai@example.org"]

    def test_many_mails_go_over_one_connection_without_waiting(self, open_channels: Open, notice: Message) -> None:
        with mail_server() as server:
            channels = open_channels(url(server.port, *(f"nguoi{n}@example.org" for n in range(10))))
            for target in channels.targets([DESK]):
                assert target.send(notice).state is OutcomeState.SENT
        assert len(server.mails) == 10
        assert server.connections == 1

    def test_a_connection_that_died_in_silence_is_opened_again(self, open_channels: Open, notice: Message) -> None:
        with mail_server() as server:
            channels = open_channels(url(server.port))
            assert send_one(channels, notice).state is OutcomeState.SENT
            server.at_sender = CUT  # the server hangs up on the kept connection, and on the new one
            assert send_one(channels, notice).state is OutcomeState.TRY_LATER
            server.at_sender = "250 OK"
            assert send_one(channels, notice).state is OutcomeState.SENT
        assert (len(server.mails), server.connections) == (2, 3)

    def test_a_line_of_one_dot_does_not_end_the_mail(self) -> None:
        with mail_server() as server:
            line = Line("127.0.0.1", server.port, "insecure", None, IMPATIENT)
            line.send("a@example.org", "b@example.org", b"Subject: x\r\n\r\n.\r\n..a\r\nRSET\r\n")
            line.close()
        ((_, mail),) = server.mails
        assert mail.get_content().splitlines() == [".", "..a", "RSET"]

    def test_a_server_that_offers_it_is_told_everything_in_one_go(self, open_channels: Open, notice: Message) -> None:
        """It answers nobody before it has heard all three."""
        replies = "250 fine\r\n250 fine\r\n354 go on\r\n"
        with scripted_server([(0, "220 x\r\n"), (1, "250-x\r\n250 PIPELINING\r\n"), (3, replies)]) as port:
            assert send_one(open_channels(url(port)), notice).state is OutcomeState.UNKNOWN  # then it says no more

    def test_an_address_cannot_become_a_command(self) -> None:
        with mail_server() as server:
            line = Line("127.0.0.1", server.port, "insecure", None, IMPATIENT)
            with pytest.raises(ValueError, match="breaks out"):
                line.send("a@example.org", "b@example.org>\r\nRCPT TO:<c@example.org", b"Subject: x\r\n\r\nx\r\n")
        assert not server.mails

    def test_a_mail_for_nobody_is_not_begun(self, open_channels: Open, notice: Message) -> None:
        """A server that waits for the mail though it has refused the recipient gets a hang-up, not the text."""
        replies = "250 fine\r\n550 no such user\r\n354 go on\r\n"
        with scripted_server([(0, "220 x\r\n"), (1, "250-x\r\n250 PIPELINING\r\n"), (3, replies)]) as port:
            assert send_one(open_channels(url(port)), notice).state is OutcomeState.REFUSED

    @settings(max_examples=60, deadline=None)
    @given(
        words=st.lists(
            st.text(alphabet="aáàảãạăắằâấầđêếệiíoôốơớuưứyýAĐƯ0123456789–«»/(),.:;\"'@<>=?_-", min_size=1, max_size=25),
            min_size=1,
            max_size=25,
        )
    )
    def test_any_vietnamese_subject_is_read_back_identically(self, words: list[str]) -> None:
        message = Message("TB-1", " ".join(words), "Nội dung", AT)
        raw = compose(message, ("Tổ giúp việc OCOP", "ocop@example.org"), ("Ông Đỗ", "a@example.org"))
        mail = message_from_bytes(raw, policy=default)
        assert mail["Subject"] == message.subject
        assert mail["From"].addresses[0].display_name == "Tổ giúp việc OCOP"
        assert max(map(len, raw.splitlines())) <= 998
        assert raw.isascii()


class TestFate:
    """Refused, later, or unknown: only what never reached the server may be sent again without a doubt."""

    @pytest.mark.parametrize(
        ("behaviour", "state", "arrived"),
        [
            ({"at_recipient": {"phong@example.org": "550 no such user"}}, OutcomeState.REFUSED, 0),
            ({"at_recipient": {"phong@example.org": "450 greylisted"}}, OutcomeState.TRY_LATER, 0),
            ({"at_sender": "553 sender refused"}, OutcomeState.REFUSED, 0),
            ({"at_sender": "530 log in first"}, OutcomeState.TRY_LATER, 0),
            ({"at_sender": "421 too busy"}, OutcomeState.TRY_LATER, 0),
            ({"at_sender": CUT}, OutcomeState.TRY_LATER, 0),
            ({"at_end": "451 try again"}, OutcomeState.TRY_LATER, 0),
            ({"at_end": "554 spam"}, OutcomeState.REFUSED, 0),
            ({"at_end": CUT}, OutcomeState.UNKNOWN, 1),
            ({"at_end": SLOW}, OutcomeState.UNKNOWN, 1),
        ],
        ids=str,
    )
    def test_the_answer_of_the_server_decides(
        self, open_channels: Open, notice: Message, behaviour: dict[str, str], state: OutcomeState, arrived: int
    ) -> None:
        with mail_server(**behaviour) as server:
            outcome = send_one(open_channels(url(server.port)), notice)
        assert outcome.state is state
        assert len(server.mails) == arrived
        assert outcome.detail and "@" not in outcome.detail

    @pytest.mark.parametrize("answer", ["550 no such user", "450 greylisted", "421 too busy"])
    def test_after_a_refusal_the_next_mail_goes_through(
        self, open_channels: Open, notice: Message, answer: str
    ) -> None:
        with mail_server(at_recipient={"phong@example.org": answer}) as server:
            channels = open_channels(url(server.port))
            send_one(channels, notice)
            server.at_recipient.clear()
            assert send_one(channels, notice).state is OutcomeState.SENT

    def test_after_a_cut_the_next_mail_goes_through(self, open_channels: Open, notice: Message) -> None:
        with mail_server(at_end=CUT) as server:
            channels = open_channels(url(server.port))
            assert send_one(channels, notice).state is OutcomeState.UNKNOWN
            server.at_end = "250 OK"
            assert send_one(channels, notice).state is OutcomeState.SENT

    def test_a_server_that_is_down_is_tried_later(self, open_channels: Open, notice: Message) -> None:
        outcome = send_one(open_channels(url(free_port())), notice)
        assert outcome == Outcome(OutcomeState.TRY_LATER, "không kết nối được máy chủ thư")

    def test_a_server_that_says_nothing_is_tried_later(self, open_channels: Open, notice: Message) -> None:
        with silent_server() as port:
            channels = open_channels(url(port), timeouts=replace(IMPATIENT, connect_s=0.3))
            outcome = send_one(channels, notice)
        assert outcome == Outcome(OutcomeState.TRY_LATER, "máy chủ thư không trả lời trong thời gian chờ")


class TestSecureLine:
    """Mailtos:// means encrypted and verified, or nothing."""

    @pytest.fixture
    def secure(self, tmp_path: Path) -> Iterator[tuple[MailServer, Path]]:
        certificate = self_signed(tmp_path)
        with mail_server(certificate, password="mat:khau/1@ %41") as server:
            yield server, certificate

    def secure_url(self, server: MailServer, password: str) -> str:
        return f"mailtos://ocop:{password}@127.0.0.1:{server.port}/phong@example.org?from=ocop@example.org"

    def test_a_trusted_certificate_and_the_right_password_deliver(
        self, secure: tuple[MailServer, Path], open_channels: Open, notice: Message, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server, certificate = secure
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("OCOP_MAIL_PASSWORD", server.password)
        outcome = send_one(open_channels(self.secure_url(server, "${OCOP_MAIL_PASSWORD}")), notice)
        assert outcome.state is OutcomeState.SENT
        assert len(server.mails) == 1

    def test_a_wrong_password_blames_the_account_and_not_the_recipient(
        self, secure: tuple[MailServer, Path], open_channels: Open, notice: Message, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server, certificate = secure
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        outcome = send_one(open_channels(self.secure_url(server, "sai")), notice)
        assert outcome == Outcome(OutcomeState.TRY_LATER, "máy chủ thư không nhận tài khoản gửi (535)")

    def test_an_unknown_certificate_gets_neither_password_nor_mail(
        self, secure: tuple[MailServer, Path], open_channels: Open, notice: Message
    ) -> None:
        server, _ = secure
        outcome = send_one(open_channels(self.secure_url(server, "x")), notice)
        assert outcome == Outcome(OutcomeState.TRY_LATER, "chứng thư TLS của máy chủ thư không được tin cậy")
        assert not server.mails

    def test_a_server_without_encryption_is_not_used_in_the_clear(self, open_channels: Open, notice: Message) -> None:
        with mail_server() as server:
            outcome = send_one(open_channels(self.secure_url(server, "x")), notice)
        assert outcome.state is OutcomeState.TRY_LATER
        assert not server.mails


class TestDiscretion:
    """Neither addresses nor titles nor passwords stand in a log."""

    def test_a_failing_mail_leaves_no_trace_of_whom_and_what(
        self, open_channels: Open, notice: Message, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with mail_server(at_recipient={"phong@example.org": "550 phong@example.org unknown"}) as server:
            channels = open_channels(url(server.port).replace("//", "//ocop:bimatkhau@"))
            (target,) = channels.targets([DESK])
            outcome = target.send(notice)
        told = [r.getMessage() for r in caplog.records if not r.name.startswith(("mail.", "asyncio", "aiosmtpd"))]
        for secret in ("bimatkhau", "phong@example.org", "Quang Trung"):
            assert not [line for line in told if secret in line]
            assert secret not in repr(target) + repr(outcome) + repr(channels)


def test_the_longest_send_is_shorter_than_a_claim_of_five_minutes() -> None:
    """Otherwise a second worker would take the notice while the first still waits for the server's last word."""
    assert Timeouts().longest_s < 300
