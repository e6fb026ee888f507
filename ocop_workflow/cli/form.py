"""`ocop form`: idea forms, business plans and the registration as content; blank, filed, appraised, shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, DossierCode, PaperDate, PaperNo, Today, a_word, codes
from ocop_workflow.cli.show import Column, facts, heading, listing, print_json, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AppraisalOutcome, Role

if TYPE_CHECKING:
    from ocop_workflow.operations.cycle.running import RunningCycle
    from ocop_workflow.rulebook.dossiers.dossier_form import DossierForm, Value

app = Verbs()

FormCode = Annotated[str, typer.Option("--form", metavar="BIỂU", help="Mã biểu: ocop form kinds.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="MỤC=GIÁ_TRỊ", help="Ghi một mục, lặp lại được; thay ô trong tệp.")
]


@app.command()
def kinds(as_json: AsJson = False) -> None:
    """Liệt kê các biểu: nộp khi hồ sơ ở trạng thái nào, mấy mục, căn cứ.

    Ví dụ: ocop form kinds
    """
    from ocop_workflow.office import Office

    rows = list(Office.open().rules.dossier_forms().values())
    columns = [
        Column("Mã biểu", lambda form: form.code, whole=True),
        Column("Tên", lambda form: form.title),
        Column("Nộp khi", lambda form: ", ".join(state.label for state in form.filed_by)),
        Column("Số mục", lambda form: len(form.fields), right=True),
        Column("Căn cứ", lambda form: form.origin, wide=True),
    ]
    listing(rows, columns, as_json=as_json, title="biểu", empty="Chưa có biểu nào trong config/dossier_forms/.")


@app.command()
def blank(
    code: DossierCode,
    form: FormCode,
    xlsx: Annotated[Path, typer.Option("--xlsx", metavar="TỆP", help="Tệp .xlsx sẽ ghi; tệp có sẵn bị thay.")],
    today: Today = None,
) -> None:
    """Lập biểu để chủ thể điền, với nội dung đã nộp lần trước; ô in sẵn bị khóa.

    Ví dụ: ocop form blank HS-000012 --form idea-new --xlsx phieu.xlsx
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of, dossier_line
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.filed_forms import form_of, newest, values_of
    from ocop_workflow.papers.dossier_form_sheet import dossier_form_sheet
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.form_out import form_xlsx

    with desk.look() as session:
        dossier = find_dossier(session, code)
        asked = form_of(cycle_of(session, dossier, desk.office.rules, desk.today), form)
        before, line = newest(session, dossier, form), dossier_line(session, dossier, desk.today)
        known = values_of(before, asked) if before else {}
        sheet = dossier_form_sheet(
            asked, dossier=dossier.code, product=line.product, producer=line.producer or "", known=known
        )
    write_whole({xlsx: form_xlsx(sheet, desk.today)})
    say(f"Đã ghi: {xlsx}. Điền xong thì nộp: ocop form file {dossier.code} --form {form} --xlsx {xlsx}")


@app.command()
def file(
    code: DossierCode,
    form: FormCode,
    by: By,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="TỆP", help="Biểu đã điền.")] = None,
    values: Set = None,
    today: Today = None,
) -> None:
    """Nộp nội dung của biểu và ghi bước nộp của hồ sơ trong cùng một việc; bản sửa là bản tiếp theo.

    Ví dụ: ocop form file HS-000012 --form idea-new --xlsx phieu.xlsx --by "Nguyễn Văn A"
    """
    if xlsx is None and not values:
        raise typer.BadParameter("nêu tệp đã điền (--xlsx) hoặc từng mục (--set mục=giá trị)")
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.filed_forms import file_form, form_of

    with desk.work() as session:
        dossier = find_dossier(session, code)
        running = cycle_of(session, dossier, desk.office.rules, desk.today)
        asked = form_of(running, form)
        said = _from_sheet(xlsx, asked, dossier.code) if xlsx else {}
        said |= _from_words(asked, values or [])
        decision = Decision(by, Role.PRODUCER, desk.today, desk.now())
        version = file_form(session, running, dossier, asked, said, decision).version
        session.refresh(dossier)
        due = f"; hạn tiếp theo {vn_date(dossier.due_on)} ({dossier.due_basis})" if dossier.due_on else ""
    say(f"Đã nộp «{asked.title}» bản {version} của hồ sơ {dossier.code}: {dossier.state.label}{due}.")


def _from_sheet(path: Path, form: "DossierForm", dossier: str) -> "dict[str, Value]":
    from ocop_workflow.papers.dossier_form_sheet import KIND, dossier_form_sheet
    from ocop_workflow.papers.form_in import open_form, read_fields

    opened = open_form(path.resolve(), KIND)
    if (opened.keys.get("dossier"), opened.keys.get("form")) != (dossier, form.code):
        of = f"{opened.keys.get('dossier')}, biểu {opened.keys.get('form')}"
        raise opened.refusal(
            opened.mistake("là biểu của hồ sơ hoặc loại khác", value=of, allowed=f"{dossier}, {form.code}")
        )
    sheet = dossier_form_sheet(form, dossier=dossier, product="", producer="", known={})
    return dict(read_fields(opened, sheet))


def _from_words(form: "DossierForm", words: list[str]) -> "dict[str, Value]":
    from ocop_workflow.rulebook.dossiers.dossier_form import read_value

    fields = {field.code: field for field in form.fields}
    said: dict[str, Value] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or name not in fields:
            raise typer.BadParameter(f"«{word}»: viết mục=giá trị; các mục: {', '.join(fields)}")
        try:
            said[name] = read_value(fields[name], text)
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from None
    return said


@app.command()
def appraise(
    code: DossierCode,
    outcome: Annotated[
        AppraisalOutcome,
        typer.Option(
            "--outcome",
            parser=a_word(AppraisalOutcome),
            metavar="KẾT_QUẢ",
            help=f"Một trong: {codes(AppraisalOutcome)}.",
        ),
    ],
    role: Annotated[
        Role,
        typer.Option(
            "--as", parser=a_word(Role, without=(Role.CLOCK,)), metavar="VAI_TRÒ", help="commune hoặc standing_unit."
        ),
    ],
    by: By,
    conclusion: Annotated[str, typer.Option("--conclusion", metavar="KẾT_LUẬN", help="Kết luận thẩm định.")] = "",
    remarks: Annotated[
        list[str] | None, typer.Option("--remark", metavar="MỤC=NHẬN_XÉT", help="Nhận xét một mục, lặp lại được.")
    ] = None,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    today: Today = None,
) -> None:
    """Thẩm định nội dung đã nộp và ghi bước tiếp theo của hồ sơ: chuyển, đạt, trả lại, không đạt.

    Ví dụ: ocop form appraise HS-000012 --outcome return --as standing_unit --by "Trần Thị B"
    --conclusion "Chưa rõ vùng nguyên liệu" --remark "material=Bổ sung hợp đồng liên kết"
    """
    grounds = at_work.paper(paper, paper_date)
    noted = dict(word.partition("=")[::2] for word in remarks or [])
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.filed_forms import appraise as appraise_now

    with desk.work() as session:
        dossier = find_dossier(session, code)
        running: RunningCycle = cycle_of(session, dossier, desk.office.rules, desk.today)
        decision = Decision(by, role, desk.today, desk.now(), conclusion, grounds)
        appraise_now(session, running, dossier, outcome, noted, decision)
        session.refresh(dossier)
        due = f"; hạn tiếp theo {vn_date(dossier.due_on)} ({dossier.due_basis})" if dossier.due_on else ""
    say(f"Hồ sơ {dossier.code}: {outcome.label}; {dossier.state.label}{due}.")


@app.command()
def show(code: DossierCode, as_json: AsJson = False, today: Today = None) -> None:
    """Xem nội dung đã nộp của hồ sơ, từng bản, với kết quả thẩm định.

    Ví dụ: ocop form show HS-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.filed_forms import filed_of
    from ocop_workflow.rulebook.dossiers.dossier_form import in_words

    with desk.look() as session:
        dossier = find_dossier(session, code)
        running = cycle_of(session, dossier, desk.office.rules, desk.today)
        lines = filed_of(session, running, dossier)
    if as_json:
        print_json(lines)
        return
    forms = running.rules.dossier_forms()
    for line in lines:
        say()
        heading(f"{line.title} · bản {line.version}, nộp ngày {vn_date(line.filed_on)} ({line.filed_by})")
        labels = {field.code: field.label for field in forms[line.form].fields} if line.form in forms else {}
        facts((labels.get(code, code), in_words(value)) for code, value in line.values.items())
        for appraisal in line.appraisals:
            said = f": {appraisal.conclusion}" if appraisal.conclusion else ""
            say(f"  {vn_date(appraisal.appraised_on)} {appraisal.appraised_by}: {appraisal.outcome.label}{said}")
    if not lines:
        say("Chưa nộp nội dung nào.")
