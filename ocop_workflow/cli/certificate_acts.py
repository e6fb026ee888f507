"""`ocop certificate code|extend|reissue|check`: what happens to a certificate between its issue and its end."""

from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, By, CertificateCode, InCycle, PaperDate, PaperNo, Signer, Today
from ocop_workflow.cli.show import Column, print_json, say, table
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Role


def code(
    by: By,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="NĂM", help="Năm đánh giá trong mã; mặc định: năm của ngày làm việc."),
    ] = None,
    dossiers: Annotated[
        list[str] | None, typer.Argument(metavar="HỒ_SƠ...", help="Các hồ sơ cần mã; bỏ trống: mọi hồ sơ đã công nhận.")
    ] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Cấp mã sản phẩm (T)-(X)-(STT)-20YY cho hồ sơ chưa có mã; mã đã cấp không đổi, không dùng lại.

    Ví dụ: ocop certificate code HS-000012 HS-000013 --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.certificate_register import find_certificates
    from ocop_workflow.operations.certificates.product_codes import give_codes, without_code
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.work() as session:
        running = desk.running(session, cycle)
        if dossiers:
            ids = [find_dossier(session, dossier).id or 0 for dossier in dossiers]
        else:
            regime = running.rules.regime(desk.today)
            held = find_certificates(session, desk.today, regime, locality=running.cycle.locality)
            ids = [one.certificate.dossier_id for one in held if one.line.is_in_force]
        given = give_codes(session, running, ids, year=year or desk.today.year, actor=by, today=desk.today)
        waiting = without_code(session, ids)
    say(f"Đã cấp {given} mã sản phẩm.")
    if waiting:
        say(f"{len(waiting)} hồ sơ chưa cấp được mã: thiếu mã tỉnh (config/local/certificates.yaml) hoặc mã xã.")


def extend(
    code: CertificateCode,
    by: By,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    signer: Signer = None,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao không đáp ứng được kỳ nộp.")] = "",
    today: Today = None,
) -> None:
    """Ghi nhận giấy chứng nhận giữ hiệu lực chờ kết quả đánh giá lại (điều khoản chuyển tiếp, QĐ 26/2026, Đ.12).

    Ví dụ: ocop certificate extend 12/GCN-OCOP.2024 --paper 30/XN-UBND --paper-date 2026-07-01 --by "Trần Thị B"
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.certificate_register import one_certificate
    from ocop_workflow.operations.certificates.extensions import extend as extend_now
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.records.dossier_tables import Dossier

    with desk.work() as session:
        found = one_certificate(session, code, desk.today, desk.office.rules.regime(desk.today))
        dossier = session.get_one(Dossier, found.certificate.dossier_id)
        running = cycle_of(session, dossier, desk.office.rules, desk.today)
        decision = Decision(by, Role.AUTHORITY, desk.today, desk.now(), reason, grounds, signer=signer)
        certificate = extend_now(session, running, found.certificate, decision)
        say(
            f"Giấy chứng nhận {certificate.number or dossier.code}: giữ hiệu lực chờ kết quả, muộn nhất "
            f"{vn_date(certificate.extended_until)}."
        )


def reissue(
    code: CertificateCode,
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Mất, hỏng, đổi tên chủ thể, in sai.")],
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    signer: Signer = None,
    product: Annotated[
        str | None, typer.Option("--product", metavar="TÊN", help="Tên sản phẩm in trên giấy mới.")
    ] = None,
    producer: Annotated[
        str | None, typer.Option("--producer", metavar="TÊN", help="Tên chủ thể in trên giấy mới.")
    ] = None,
    today: Today = None,
) -> None:
    """Cấp lại giấy chứng nhận: cùng số, cùng hạn; tên in trên giấy có thể sửa, lịch sử giữ tên cũ.

    Ví dụ: ocop certificate reissue 12/GCN-OCOP.2024 --reason "Giấy bị hỏng" --by "Trần Thị B"
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.certificate_again import reissue as reissue_now
    from ocop_workflow.operations.certificates.certificate_register import one_certificate
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.records.dossier_tables import Dossier

    with desk.work() as session:
        found = one_certificate(session, code, desk.today, desk.office.rules.regime(desk.today))
        dossier = session.get_one(Dossier, found.certificate.dossier_id)
        running = cycle_of(session, dossier, desk.office.rules, desk.today)
        decision = Decision(by, Role.AUTHORITY, desk.today, desk.now(), reason, grounds, signer=signer)
        times = reissue_now(session, running, found.certificate, decision, product=product, producer=producer)
        say(f"Đã cấp lại giấy chứng nhận {found.line.number or dossier.code} (lần {times}).")


def check(as_json: AsJson = False) -> None:
    """Đối chiếu sổ giấy chứng nhận với lịch sử và với hồ sơ; mã thoát 1 nếu có chỗ lệch.

    Ví dụ: ocop certificate check
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.certificates.certificate_check import check_register

    with desk.look() as session:
        faults = check_register(session)
    if as_json:
        print_json(faults)
    elif faults:
        table(faults, [Column("Hồ sơ", lambda row: row.dossier, whole=True), Column("Lệch", lambda row: row.why)])
    else:
        say("Sổ giấy chứng nhận, lịch sử và hồ sơ khớp nhau.")
    if faults:
        raise typer.Exit(1)
