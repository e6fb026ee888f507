"""`ocop certificate`: recognition by one decision, the register, how a certificate stands on any day."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work, certificate_acts, certificate_papers, certificate_radar
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import (
    AsJson,
    By,
    CertificateCode,
    InCycle,
    OfCommune,
    OnDay,
    PaperDate,
    PaperNo,
    Signer,
    Today,
    a_word,
    codes,
)
from ocop_workflow.cli.show import Column, facts, heading, listing, print_json, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CertificateStatus, Role

if TYPE_CHECKING:
    from ocop_workflow.operations.certificates.certificate_register import CertificateLine

app = Verbs()


@app.command()
def issue(
    dossiers: Annotated[
        list[str] | None, typer.Argument(metavar="HỒ_SƠ...", help="Các hồ sơ được công nhận theo cùng quyết định.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Mọi hồ sơ đã có kết quả từ 3 sao thuộc thẩm quyền của cấp này.")
    ] = False,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    signer: Signer = None,
    post: Annotated[str | None, typer.Option("--post", metavar="CHỨC_VỤ", help="Chức vụ người ký.")] = None,
    by: By = "",
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Công nhận nhiều sản phẩm bằng một quyết định và vào sổ giấy chứng nhận: tất cả hoặc không hồ sơ nào.

    Ví dụ: ocop certificate issue HS-000012 HS-000013 --paper 99/QĐ-UBND --paper-date 2024-06-20
    --signer "Nguyễn Văn Mẫu" --post "Phó Chủ tịch" --by "Trần Thị B"
    """
    if every is bool(dossiers):
        raise typer.BadParameter("nêu các hồ sơ, hoặc --all để công nhận mọi hồ sơ đủ điều kiện")
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.certificate_register import find_certificates
    from ocop_workflow.operations.certificates.product_codes import without_code
    from ocop_workflow.operations.certificates.recognition import recognise, to_recognise
    from ocop_workflow.operations.dossiers.decision import Decision

    with desk.work() as session:
        running = desk.running(session, cycle)
        chosen = dossiers or [dossier.code for dossier in to_recognise(session, running)]
        decision = Decision(by, Role.AUTHORITY, desk.today, desk.now(), paper=grounds, signer=signer, signer_post=post)
        done = recognise(session, running, chosen, decision)
        ids = [dossier.id or 0 for dossier in done]
        regime = running.rules.regime(desk.today)
        found = find_certificates(session, desk.today, regime, dossiers=ids)
        lines = [one.line for one in found]
        waiting = without_code(session, ids)
    _table(lines, as_json=False)
    say(f"Quyết định {paper} công nhận {len(lines)} sản phẩm.")
    if waiting:
        say(
            f"{len(waiting)} sản phẩm chưa có mã (T)-(X)-(STT)-20YY: thiếu mã tỉnh (config/local/certificates.yaml) "
            "hoặc mã xã (list_code trong kế hoạch); bổ sung rồi chạy «ocop certificate code»."
        )


@app.command("list")
def list_all(
    on: OnDay = None,
    status: Annotated[
        list[CertificateStatus] | None,
        typer.Option(
            "--status",
            parser=a_word(CertificateStatus),
            metavar="TÌNH_TRẠNG",
            help=f"Chỉ tình trạng này, lặp lại được: {codes(CertificateStatus)}.",
        ),
    ] = None,
    commune: OfCommune = None,
    words: Annotated[str, typer.Option("--find", metavar="CHỮ", help="Tìm trong tên sản phẩm, chủ thể.")] = "",
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Sổ giấy chứng nhận với tình trạng của một ngày bất kỳ.

    Ví dụ: ocop certificate list --on 2026-12-31 --status missed --cycle bac-kan.bac-kan.2024
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.certificates.certificate_register import find_certificates

    day = on or desk.today
    with desk.look() as session:
        running = desk.running(session, cycle)
        found = find_certificates(
            session,
            day,
            running.rules.regime(day),
            locality=running.cycle.locality,
            commune=commune,
            words=words,
            statuses=tuple(status or ()),
        )
    if not as_json:
        say(f"Tình trạng ngày {vn_date(day)}.")
    _table([one.line for one in found], as_json=as_json)


def _table(rows: Sequence["CertificateLine"], *, as_json: bool) -> None:
    columns = [
        Column("Số", lambda row: row.number, whole=True),
        Column("Mã sản phẩm", lambda row: row.code, whole=True),
        Column("Hồ sơ", lambda row: row.dossier, whole=True),
        Column("Sản phẩm", lambda row: row.product, wide=True),
        Column("Chủ thể", lambda row: row.producer),
        Column("Xã, phường", lambda row: (row.commune or "").removeprefix("UBND ")),
        Column("Sao", lambda row: row.star_rank, right=True),
        Column("Hiệu lực đến", lambda row: row.valid_until, whole=True),
        Column("Tình trạng", lambda row: row.status),
    ]
    listing(rows, columns, as_json=as_json, title="giấy chứng nhận", empty="Không có giấy chứng nhận nào như vậy.")


@app.command()
def show(code: CertificateCode, on: OnDay = None, as_json: AsJson = False, today: Today = None) -> None:
    """Xem một giấy chứng nhận: nội dung, tình trạng, việc phải làm tiếp, giấy tờ sắp hết hạn, lịch sử.

    Ví dụ: ocop certificate show HS-000012 --on 2026-11-22
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.cli.certificate_page import show_certificate

    with desk.look() as session:
        show_certificate(desk, session, code, on or desk.today, as_json=as_json)


@app.command()
def verify(code: CertificateCode, on: OnDay = None, as_json: AsJson = False, today: Today = None) -> None:
    """Trả lời người hỏi: giấy chứng nhận có trong sổ không, hôm nay còn hiệu lực không; mã thoát 1 nếu không.

    Ví dụ: ocop certificate verify HS-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.certificates.certificate_register import one_certificate

    day = on or desk.today
    with desk.look() as session:
        line = one_certificate(session, code, day, desk.office.rules.regime(day)).line
    if as_json:
        print_json({"in_force": line.is_in_force, "on": day, "certificate": line})
    else:
        says = "CÒN HIỆU LỰC" if line.is_in_force else "KHÔNG CÒN HIỆU LỰC"
        heading(f"{says} ngày {vn_date(day)}: {line.status.label.lower()}")
        facts(
            [
                ("Giấy chứng nhận", line.number),
                ("Mã sản phẩm", line.code),
                ("Sản phẩm", line.product),
                ("Chủ thể", line.producer),
                ("Hạng", f"{line.star_rank} sao" if line.star_rank else None),
                ("Hiệu lực đến hết", line.valid_until),
                ("Kết thúc từ ngày", line.ended_on),
                ("Quyết định", line.decision_no),
            ]
        )
    if not line.is_in_force:
        raise typer.Exit(1)


app.command("code")(certificate_acts.code)
app.command("extend")(certificate_acts.extend)
app.command("reissue")(certificate_acts.reissue)
app.command("check")(certificate_acts.check)
app.command("print")(certificate_papers.print_decision)
app.command("export")(certificate_papers.export)
app.command("radar")(certificate_radar.radar)
app.command("rounds")(certificate_radar.rounds)
