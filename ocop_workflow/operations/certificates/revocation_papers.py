"""The decision that revokes a certificate as an official paper, addressed to the producer and to whom it concerns."""

from datetime import date

from sqlmodel import Session

from ocop_workflow.errors import Refused
from ocop_workflow.operations.certificates.certificate_register import events_of, find_certificates
from ocop_workflow.operations.certificates.revocations import case_of, grounds
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.letterheads import issuing
from ocop_workflow.papers.official import OfficialPaper, PaperKind, article, centred, ground
from ocop_workflow.records.certificate_tables import Certificate
from ocop_workflow.records.log import lines_of
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CertificateAct, RevocationOutcome, Role

_CONCLUDES = ("conclude_violation", "conclude_revocation", "confirm_stopped")


def revocation_paper(
    session: Session, running: RunningCycle, case_id: int, today: date, *, signer: str | None = None
) -> OfficialPaper:
    """A draft while the case is open, under number and date once it is decided.

    Raises:
        NotFound: no such case. Refused: it is not concluded yet, or was dismissed.
    """
    case = case_of(session, case_id)
    if case.concluded_on is None:
        raise Refused(f"Vụ việc {case_id} chưa có kết luận; chưa có gì để quyết định.")
    if case.outcome is RevocationOutcome.DISMISSED:
        raise Refused(f"Vụ việc {case_id} đã kết thúc: không thu hồi.")
    certificate = session.get_one(Certificate, case.certificate_id)
    found = find_certificates(session, today, running.rules.regime(today), dossiers=[certificate.dossier_id])
    commune = (found[0].line.commune if found else None) or "UBND xã, phường"
    revoked = next(
        (event for event in events_of(session, certificate.id or 0) if event.act is CertificateAct.REVOKED), None
    )
    number, _, symbol = (revoked.paper_no or "").partition("/") if revoked else ("", "", "")
    of = issuing(running.plan, Role.AUTHORITY, signer=signer or (revoked.signer if revoked else None))
    standing = running.plan.name_of(running.plan.roles.standing_unit)
    known = next((known for known in grounds(running, today) if known.code == case.ground), None)
    clause = case.clause if known and known.confidence == "V1" else running.rules.regime(today).number
    said = [entry for entry in lines_of(session, certificate.dossier_id) if entry.action in _CONCLUDES]
    concluded = f"; {said[-1].paper_no} ngày {vn_date(said[-1].paper_on)}" if said and said[-1].paper_no else ""
    producer = certificate.producer_name or "chủ thể"
    stars = f" {certificate.star_rank} sao" if certificate.star_rank else ""
    body = (
        ground(f"Căn cứ {clause}{concluded};"),
        ground(f"Theo đề nghị của {standing}."),
        centred("QUYẾT ĐỊNH:"),
        article(
            1,
            f"Thu hồi Giấy chứng nhận sản phẩm OCOP{stars} số {certificate.number or '……'} của sản phẩm "
            f"«{certificate.product_name}», chủ thể {producer}. Lý do: {known.label if known else case.ground}"
            + (f" ({said[-1].reason})." if said and said[-1].reason else "."),
        ),
        article(2, f"{producer} không được tiếp tục sử dụng hạng sao và biểu trưng OCOP cho sản phẩm nêu tại Điều 1."),
        article(3, f"{standing}, {commune} và {producer} thi hành Quyết định này."),
    )
    return OfficialPaper(
        kind=PaperKind.DECISION,
        head=of.head,
        symbol=symbol or of.numbered(PaperKind.DECISION),
        about="thu hồi Giấy chứng nhận sản phẩm OCOP",
        body=body,
        signatures=(of.signature,),
        made_on=today,
        number=number or None,
        dated=revoked.paper_on if revoked else None,
        recipients=("Như Điều 3", "Các cơ quan có liên quan"),
        archive=of.archive,
    )
