"""What `ocop certificate show` shows of one certificate."""

from datetime import date

from sqlmodel import Session

from ocop_workflow.cli.at_work import AtWork
from ocop_workflow.cli.show import Column, facts, heading, print_json, say, table
from ocop_workflow.operations.certificates.certificate_register import events_of, one_certificate, verification
from ocop_workflow.operations.certificates.radar import evidence_of
from ocop_workflow.operations.cycle.lookup import cycle_of
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.rulebook.certificates.renewal import next_of, papers_ending_before
from ocop_workflow.rulebook.text import vn_date


def show_certificate(desk: AtWork, session: Session, code: str, day: date, *, as_json: bool) -> None:
    """Everything that the register knows of a certificate, as it stood on `day`."""
    regime = desk.office.rules.regime(day)
    found = one_certificate(session, code, day, regime)
    line = found.line
    dossier = session.get_one(Dossier, found.certificate.dossier_id)
    running = cycle_of(session, dossier, desk.office.rules, desk.today)
    ask = next_of(found.held, day, regime)
    ending = papers_ending_before(
        evidence_of(session, running, [found.certificate.dossier_id]).get(found.certificate.dossier_id, ()),
        line.valid_until or date.max,
    )
    events = [event for event in events_of(session, line.id) if event.on_day <= day]
    text = verification(running, line)
    if as_json:
        print_json(
            {
                "on": day,
                "certificate": line,
                "in_force": line.is_in_force,
                "validity_basis": found.certificate.validity_basis,
                "next": ask,
                "papers_ending_before": ending,
                "events": events,
                "verification": text,
            }
        )
        return
    heading(f"Giấy chứng nhận {line.number or '(chưa ghi số)'} · {line.product}")
    facts(
        [
            (f"Ngày {vn_date(day)}", line.status),
            ("Mã sản phẩm", line.code or "chưa cấp"),
            ("Hồ sơ", line.dossier),
            ("Chủ thể", line.producer),
            ("Xã, phường", line.commune),
            ("Hạng", f"{line.star_rank} sao" if line.star_rank else None),
            ("Quyết định", line.decision_no),
            ("Người ký", line.signer),
            ("Ngày cấp", line.issued_on or "chưa ghi"),
            ("Hiệu lực đến hết", line.valid_until or "chưa rõ"),
            ("Cách tính", found.certificate.validity_basis),
            ("Kết thúc từ ngày", line.ended_on),
            ("Việc tiếp theo", ask.what),
            ("Ai", ask.by),
            ("Hạn", ask.due_on),
            ("Điều khoản", ask.clause),
        ]
    )
    if ask.possible:
        say("Còn có thể:")
        for line_of_text in ask.possible:
            say(f"  - {line_of_text}")
    if ending:
        table(
            ending,
            [
                Column("Giấy tờ hết hạn trước giấy chứng nhận", lambda row: row.label),
                Column("Số", lambda row: row.number),
                Column("Hiệu lực đến", lambda row: row.valid_until, whole=True),
            ],
        )
    table(
        events,
        [
            Column("Ngày", lambda event: event.on_day, whole=True),
            Column("Việc", lambda event: event.act),
            Column("Đến", lambda event: event.until, whole=True),
            Column("Văn bản", lambda event: f"{event.paper_no}, {vn_date(event.paper_on)}" if event.paper_no else ""),
            Column("Người ký", lambda event: event.signer),
            Column("Lý do", lambda event: event.reason),
            Column("Người ghi", lambda event: event.actor),
        ],
        title="Lịch sử",
    )
    say()
    say("Nội dung mã QR:")
    say(text)
