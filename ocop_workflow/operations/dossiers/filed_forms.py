"""Forms as content: filed version by version with the move that files them, appraised with the move that follows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.dossiers import decide
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.form_tables import Appraisal, FiledForm
from ocop_workflow.rulebook.dossiers.dossier_form import APPRAISALS, DossierForm, FormField, Value, flaws
from ocop_workflow.vocabulary import AppraisalOutcome, FieldType


def form_of(running: RunningCycle, code: str) -> DossierForm:
    """The form of that code; raises NotFound with those that exist."""
    forms = running.rules.dossier_forms()
    if code not in forms:
        raise NotFound("biểu mẫu", code, f"Các biểu đang có: {', '.join(forms) or 'không có'}.")
    return forms[code]


def forms_for(running: RunningCycle, dossier: Dossier) -> list[DossierForm]:
    """The forms that may be filed where the dossier stands."""
    return [form for form in running.rules.dossier_forms().values() if dossier.state in form.filed_by]


def file_form(
    session: Session,
    running: RunningCycle,
    dossier: Dossier,
    form: DossierForm,
    values: Mapping[str, Value],
    decision: Decision,
) -> FiledForm:
    """Keep the next version of a form and make the move that files it, in one act.

    Raises:
        Refused: the content has flaws, or the dossier does not stand where the form is filed; nothing is kept.
        Conflict: somebody else filed at the same moment.
    """
    action = form.filed_by.get(dossier.state)
    wrong = flaws(form, values)
    if action is None:
        fitting = ", ".join(known.code for known in forms_for(running, dossier)) or "không có"
        wrong.insert(0, f"Hồ sơ đang ở trạng thái «{dossier.state.label}»; biểu nộp được lúc này: {fitting}")
    if wrong or action is None:
        raise Refused(f"Chưa nộp được «{form.title}» của hồ sơ {dossier.code}:", wrong)
    before = newest(session, dossier, form.code)
    filed = FiledForm(
        dossier_id=dossier.id or 0,
        form=form.code,
        version=(before.version if before else 0) + 1,
        content=json.dumps({code: _kept(value) for code, value in values.items()}, ensure_ascii=False),
        filed_on=decision.today,
        filed_by=decision.actor,
        filed_at=decision.at,
    )
    session.add(filed)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(
            f"Biểu «{form.code}» của hồ sơ {dossier.code} vừa được người khác nộp; xem lại rồi nộp."
        ) from None
    said = decision.reason or f"{form.title}, bản {filed.version}"
    decide(session, running, dossier.code, action, replace(decision, reason=said))
    return filed


def appraise(
    session: Session,
    running: RunningCycle,
    dossier: Dossier,
    outcome: AppraisalOutcome,
    remarks: Mapping[str, str],
    decision: Decision,
) -> Appraisal:
    """Keep what was concluded on the newest filed form, with remarks by field, and make the move that it is.

    Raises:
        Refused: nothing is to be appraised where the dossier stands, no content was filed, or the move is refused.
    """
    action = APPRAISALS.get((dossier.state, outcome))
    if action is None:
        can = [known.label for (state, known) in APPRAISALS if state is dossier.state]
        raise Refused(
            f"Hồ sơ {dossier.code} «{dossier.state.label}»: không thẩm định với kết quả «{outcome.label}».",
            [f"Có thể: {label}" for label in can] or ["Lúc này không có gì chờ thẩm định"],
        )
    filed = newest(session, dossier)
    if filed is None:
        raise Refused(
            f"Hồ sơ {dossier.code} chưa có nội dung nào được nộp; quyết định trên giấy thì dùng «ocop dossier decide»."
        )
    fields = {field.code: field for field in form_of(running, filed.form).fields}
    if unknown := sorted(set(remarks) - set(fields)):
        raise Refused(f"Biểu «{filed.form}» không có mục: {', '.join(unknown)}; có: {', '.join(fields)}.")
    noted = [f"{fields[code].label}: {text}" for code, text in remarks.items()]
    reason = "; ".join(filter(None, (decision.reason.strip(), *noted)))
    appraisal = Appraisal(
        filed_form_id=filed.id or 0,
        outcome=outcome,
        role=decision.role,
        appraised_on=decision.today,
        appraised_by=decision.actor,
        conclusion=decision.reason.strip(),
        remarks=json.dumps(dict(remarks), ensure_ascii=False),
        recorded_at=decision.at,
    )
    session.add(appraisal)
    decide(session, running, dossier.code, action, replace(decision, reason=reason))
    session.flush()
    return appraisal


def newest(session: Session, dossier: Dossier, form: str | None = None) -> FiledForm | None:
    """The newest version filed for a dossier, of a form or of any."""
    filed = select(FiledForm).where(FiledForm.dossier_id == dossier.id)
    if form is not None:
        filed = filed.where(FiledForm.form == form)
    return session.exec(filed.order_by(col(FiledForm.filed_at).desc(), col(FiledForm.id).desc())).first()


@dataclass(frozen=True)
class FiledLine:
    """One version of a form with its values, and how it was appraised."""

    form: str
    title: str
    version: int
    filed_on: date
    filed_by: str
    values: dict[str, Value]
    appraisals: tuple[Appraisal, ...]


def filed_of(session: Session, running: RunningCycle, dossier: Dossier) -> list[FiledLine]:
    """Everything that was filed for a dossier, oldest first."""
    versions = select(FiledForm).where(FiledForm.dossier_id == dossier.id).order_by(col(FiledForm.id))
    lines = []
    for filed in session.exec(versions):
        known = select(Appraisal).where(Appraisal.filed_form_id == filed.id).order_by(col(Appraisal.id))
        form = running.rules.dossier_forms().get(filed.form)
        lines.append(
            FiledLine(
                filed.form,
                form.title if form else filed.form,
                filed.version,
                filed.filed_on,
                filed.filed_by,
                values_of(filed, form),
                tuple(session.exec(known)),
            )
        )
    return lines


def values_of(filed: FiledForm, form: DossierForm | None) -> dict[str, Value]:
    """The values of a version; of a field that the form no longer has, its text."""
    fields = {field.code: field for field in form.fields} if form else {}
    return {code: _read(fields.get(code), text) for code, text in json.loads(filed.content).items()}


def _kept(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(field: FormField | None, text: str) -> Value:
    if field is None:
        return text
    if field.type is FieldType.NUMBER:
        return Decimal(text)
    return date.fromisoformat(text) if field.type is FieldType.DATE else text
