"""The decision of recognition as an official paper: its articles, the list of products, a sheet of QR codes."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.certificates.certificate_register import CertificateLine, find_certificates, verification
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.letterheads import issuing
from ocop_workflow.papers.official import (
    Appendix,
    Cell,
    OfficialPaper,
    PaperKind,
    Picture,
    Table,
    article,
    centred,
    ground,
)
from ocop_workflow.papers.qr import qr_png
from ocop_workflow.records.certificate_tables import Certificate, RecognitionDecision
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Role


def decision_of(session: Session, running: RunningCycle, number: str) -> RecognitionDecision:
    """The decision of that number, the newest where a number came back in another year; raises NotFound."""
    known = select(RecognitionDecision).where(
        RecognitionDecision.locality == running.cycle.locality, RecognitionDecision.number == number
    )
    found = session.exec(known.order_by(col(RecognitionDecision.signed_on).desc())).first()
    if found is None:
        raise NotFound("quyết định công nhận", number, "Số quyết định như trong «ocop certificate list --json».")
    return found


def certificates_of(
    session: Session, running: RunningCycle, decision: RecognitionDecision, today: date
) -> list[CertificateLine]:
    """The certificates that a decision gave, as they stand on the day."""
    ids = session.exec(select(Certificate.dossier_id).where(Certificate.decision_id == decision.id)).all()
    found = find_certificates(session, max(today, decision.signed_on), running.rules.regime(today), dossiers=ids)
    return sorted((one.line for one in found), key=lambda line: line.id)


def decision_paper(
    running: RunningCycle, decision: RecognitionDecision, lines: Sequence[CertificateLine], today: date
) -> OfficialPaper:
    """The decision with its annexes, under its number and date."""
    regime = running.rules.regime(decision.signed_on)
    of = issuing(running.plan, Role.AUTHORITY, signer=decision.signer)
    number, slash, symbol = decision.number.partition("/")
    standing = running.plan.name_of(running.plan.roles.standing_unit)
    months = regime.certificate_months
    # What was read elsewhere than in the text itself has no place in a decision: there the number of the text stands.
    clause = months.clause if months.confidence == "V1" else regime.number
    producers = "các chủ thể có sản phẩm nêu tại Điều 1"
    body = (
        ground(f"Căn cứ {regime.title};"),
        ground(f"Theo đề nghị của {standing}."),
        centred("QUYẾT ĐỊNH:"),
        article(1, f"Công nhận {len(lines)} sản phẩm đạt hạng sao OCOP theo danh sách kèm theo Quyết định này."),
        article(
            2,
            f"Giấy chứng nhận có giá trị {months.value} tháng kể từ ngày cấp ({clause}). Chủ thể có trách nhiệm "
            "duy trì chất lượng sản phẩm, sử dụng hạng sao và biểu trưng OCOP đúng quy định.",
        ),
        article(
            3, f"{standing}, UBND các xã, phường có liên quan và {producers} chịu trách nhiệm thi hành Quyết định này."
        ),
    )
    return OfficialPaper(
        kind=PaperKind.DECISION,
        head=of.head,
        symbol=symbol if slash else of.numbered(PaperKind.DECISION),
        about="công nhận sản phẩm OCOP",
        body=body,
        signatures=(of.signature,),
        made_on=today,
        number=number if slash else decision.number,
        dated=decision.signed_on,
        recipients=("Như Điều 3",),
        archive=of.archive,
        appendices=(
            Appendix("Danh sách sản phẩm được công nhận", (_products(lines),), landscape=True),
            Appendix("Mã QR của giấy chứng nhận", (_codes(running, lines),)),
        ),
    )


def _products(lines: Sequence[CertificateLine]) -> Table:
    headings = ("STT", "Số giấy chứng nhận", "Mã sản phẩm", "Sản phẩm", "Chủ thể", "Xã, phường", "Hạng", "Hiệu lực đến")
    rows: list[tuple[Cell, ...]] = [
        (
            number,
            line.number,
            line.code,
            line.product,
            line.producer,
            (line.commune or "").removeprefix("UBND "),
            f"{line.star_rank} sao",
            line.valid_until,
        )
        for number, line in enumerate(lines, start=1)
    ]
    return Table(headings, rows, (7, 17, 18, 24, 22, 16, 9, 15))


def _codes(running: RunningCycle, lines: Sequence[CertificateLine]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (number, Picture(qr_png(text), 34), text)
        for number, line in enumerate(lines, start=1)
        for text in (verification(running, line),)
    ]
    return Table(("STT", "Mã QR", "Nội dung"), rows, (12, 40, 113))


def file_name(line: CertificateLine) -> str:
    """What the QR picture of a certificate is called: its code, number or dossier, made fit for a file name."""
    said = line.code or line.number or line.dossier
    return "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in said)


def described(decision: RecognitionDecision) -> str:
    """«99/QĐ-UBND ngày 20/06/2024»."""
    return f"{decision.number} ngày {vn_date(decision.signed_on)}"
