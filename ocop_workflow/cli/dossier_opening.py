"""How dossiers come in: a commune's register, one product at a time, and what is filled in later."""

from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import By, DossierCode, InCycle, Today, a_word, codes
from ocop_workflow.cli.show import say
from ocop_workflow.vocabulary import ProducerType

Product = Annotated[str | None, typer.Option("--product", metavar="TÊN", help="Tên sản phẩm.")]
ProducerName = Annotated[str | None, typer.Option("--producer", metavar="TÊN", help="Tên chủ thể OCOP.")]
TypeOfProducer = Annotated[
    ProducerType | None,
    typer.Option(
        "--producer-type", parser=a_word(ProducerType), metavar="LOẠI", help=f"Một trong: {codes(ProducerType)}."
    ),
]
Commune = Annotated[str | None, typer.Option("--commune", metavar="XÃ", help="Mã hoặc tên xã, phường.")]
Group = Annotated[
    int | None, typer.Option("--group", metavar="1-6", min=1, max=6, help="Nhóm sản phẩm theo bộ tiêu chí.")
]

CriteriaSet = Annotated[
    str | None,
    typer.Option("--set", metavar="BỘ", help="Bộ tiêu chí: số bộ hoặc mã như QD26_2026.05; nhóm theo bộ."),
]


def import_file(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Danh sách sản phẩm .xlsx hoặc .csv.")],
    cycle: InCycle = None,
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="TÊN", help="Tên danh sách; mặc định: tên tệp. Nhập lại không thêm dòng đã có."
        ),
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người nhập; mặc định: tài khoản máy.")] = "",
    today: Today = None,
) -> None:
    """Nhập danh sách sản phẩm của xã, phường: đủ cả tệp hoặc không dòng nào, lỗi được liệt kê từng ô.

    Ví dụ: ocop dossier import config/registers/bac-kan.bac-kan.2018-2022.csv --cycle bac-kan.bac-kan.2024
    """
    desk = at_work.start(today)
    from ocop_workflow.library.headings import load_headings
    from ocop_workflow.operations.dossiers.imports import import_register
    from ocop_workflow.papers.register import read_register

    path = file.resolve()
    register = read_register(path, load_headings(desk.office.settings.config_dir / "registers" / "headings.yaml"))
    with desk.work() as session:
        done = import_register(
            session,
            desk.running(session, cycle),
            register.rows,
            file=str(path),
            source=source.strip() or path.stem,
            actor=by.strip() or at_work.user(),
            today=desk.today,
            at=desk.now(),
        )
    say(
        f"{path.name}: {len(register.rows)} dòng; thêm {done.recognised} sản phẩm đã công nhận, "
        f"{done.identified} sản phẩm tiềm năng, {done.producers} chủ thể; {done.known} dòng đã có từ trước."
    )
    for remark in (*register.warnings, *map(str, register.ignored)):
        say(f"  lưu ý: {remark}")
    for kind, names in (("cột", register.ignored_columns), ("trang tính", register.ignored_sheets)):
        if names:
            say(f"  không dùng {kind}: {', '.join(names)}")


def add(
    product: Product = None,
    producer: ProducerName = None,
    producer_type: TypeOfProducer = None,
    commune: Commune = None,
    group: Group = None,
    criteria_set: CriteriaSet = None,
    previous: Annotated[
        str | None,
        typer.Option("--previous", metavar="HỒ_SƠ", help="Hồ sơ đã công nhận, nay mời nâng hạng hoặc đánh giá lại."),
    ] = None,
    by: By = "",
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Lập hồ sơ một sản phẩm tiềm năng do xã xác định, hoặc mời lại sản phẩm đã công nhận (hồ sơ cũ giữ nguyên).

    Ví dụ: ocop dossier add --product "Miến dong" --producer "HTX Tài Hoan" --producer-type cooperative
    --commune "xã Nông Thượng" --group 1 --by "Nguyễn Văn A" --cycle bac-kan.bac-kan.2024

    Ví dụ: ocop dossier add --previous HS-000001 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.new_dossiers import Facts, add_dossier

    with desk.work() as session:
        earlier = find_dossier(session, previous) if previous else None
        if earlier and cycle is None:
            running = cycle_of(session, earlier, desk.office.rules, desk.today)
        else:
            running = desk.running(session, cycle)
        dossier = add_dossier(
            session,
            running,
            Facts(product, producer, producer_type, commune, group, criteria_set),
            previous=earlier,
            source="cli",
            actor=by,
            today=desk.today,
            at=desk.now(),
        )
        follows = f", {dossier.registration.label.lower()}, tiếp hồ sơ {earlier.code}" if earlier else ""
        say(f"Đã lập hồ sơ {dossier.code} «{dossier.product_name}»{follows}: {dossier.state.label}.")
        say(f"Bước tiếp theo: ocop dossier moves {dossier.code}")


def amend(
    code: DossierCode,
    by: By,
    product: Product = None,
    producer: ProducerName = None,
    producer_type: TypeOfProducer = None,
    commune: Commune = None,
    group: Group = None,
    criteria_set: CriteriaSet = None,
    today: Today = None,
) -> None:
    """Bổ sung hoặc sửa điều đã biết về sản phẩm: chủ thể, xã, nhóm, bộ tiêu chí; ghi vào nhật ký.

    Ví dụ: ocop dossier amend HS-000012 --group 1 --commune "phường Sông Cầu" --by "Nguyễn Văn A"

    Ví dụ: ocop dossier amend HS-000012 --set 5 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.new_dossiers import Facts, amend_dossier

    with desk.work() as session:
        dossier = find_dossier(session, code)
        amended = amend_dossier(
            session,
            cycle_of(session, dossier, desk.office.rules, desk.today),
            dossier,
            Facts(product, producer, producer_type, commune, group, criteria_set),
            actor=by,
            today=desk.today,
            at=desk.now(),
        )
        say(f"Đã sửa hồ sơ {amended.code} «{amended.product_name}» (phiên bản {amended.version}).")
