"""Step 5 as moves: from the filing of a dossier to its result, at as many levels as the regime has."""

from ocop_workflow.rulebook.dossiers import requirements as need
from ocop_workflow.rulebook.dossiers.transition import QD26
from ocop_workflow.rulebook.dossiers.transition import Transition as T
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role, Step

IN_EVALUATION = frozenset(
    {
        S.SUBMITTED,
        S.COMMUNE_REVIEW,
        S.RETURNED,
        S.PROPOSED,
        S.HIGHER_REVIEW,
        S.SCORING,
        S.SCORED,
        S.FORWARDED,
    }
)
"""A dossier is on its way between filing and result: the rules it was filed under may go with it."""

_IN_ROUND = (S.SUBMITTED, S.COMMUNE_REVIEW, S.RETURNED)
_TAKEN_OVER = {
    S.SUBMITTED: S.SUBMITTED,
    S.COMMUNE_REVIEW: S.COMMUNE_REVIEW,
    S.RETURNED: S.RETURNED,
    S.PROPOSED: S.PROPOSED,
    S.HIGHER_REVIEW: S.PROPOSED,
    S.SCORING: S.PROPOSED,
    S.SCORED: S.PROPOSED,
}
"""Where a dossier stands when the district that holds it is no level of the rules any more: the next council begins
anew, what the commune or the producer has to do stays."""

# fmt: off
EVALUATION = (
    T("submit_dossier", "Nộp hồ sơ đánh giá, phân hạng", S.READY, S.SUBMITTED,
      Step.EVALUATION, Role.PRODUCER, f"{QD26}, Đ.7.1", requires=(need.DOCUMENTS_COMPLETE, need.DOCUMENTS_VALID)),
    T("receive_dossier", "Tiếp nhận hồ sơ", S.SUBMITTED, S.COMMUNE_REVIEW,
      Step.EVALUATION, Role.COMMUNE, f"{QD26}, Đ.7.2"),
    T("return_dossier", "Trả hồ sơ để bổ sung", S.COMMUNE_REVIEW, S.RETURNED,
      Step.EVALUATION, Role.COMMUNE, f"{QD26}, Đ.7.2", needs_reason=True),
    T("complete_dossier", "Nộp lại hồ sơ đã bổ sung", S.RETURNED, S.SUBMITTED,
      Step.EVALUATION, Role.PRODUCER, f"{QD26}, Đ.7.2"),
    T("propose", "Đề nghị cấp trên đánh giá", S.COMMUNE_REVIEW, S.PROPOSED,
      Step.EVALUATION, Role.COMMUNE, f"{QD26}, Đ.7.2", needs_paper=True),
    *(T("to_next_round", "Chuyển sang đợt đánh giá sau", state, state,
        Step.EVALUATION, Role.CLOCK, f"{QD26}, Đ.5", requires=(need.ROUND_IS_CLOSED,)) for state in _IN_ROUND),
    T("check_dossier", "Cơ quan tham mưu tiếp nhận, kiểm tra", S.PROPOSED, S.HIGHER_REVIEW,
      Step.EVALUATION, Role.STANDING_UNIT, f"{QD26}, Đ.7.3"),
    T("check_dossier", "Cơ quan tham mưu tiếp nhận, kiểm tra", S.SUBMITTED, S.HIGHER_REVIEW,
      Step.EVALUATION, Role.STANDING_UNIT, f"{QD26}, Đ.7.3", requires=(need.RECEIVED_ABOVE_COMMUNE,)),
    *(T("take_over", "Chuyển cấp tiếp nhận theo khung pháp lý mới", state, target,
        Step.EVALUATION, Role.CLOCK, f"{QD26}, Đ.7", requires=(need.HELD_BY_THE_DISTRICT,))
      for state, target in _TAKEN_OVER.items()),
    T("ask_supplement", "Cấp trên trả hồ sơ để bổ sung", S.HIGHER_REVIEW, S.RETURNED,
      Step.EVALUATION, Role.STANDING_UNIT, f"{QD26}, Đ.7.3", needs_reason=True),
    T("start_scoring", "Đưa ra Hội đồng chấm điểm", S.HIGHER_REVIEW, S.SCORING,
      Step.EVALUATION, Role.STANDING_UNIT, f"{QD26}, Đ.7.3"),
    T("record_score", "Ghi kết quả chấm điểm", S.SCORING, S.SCORED,
      Step.EVALUATION, Role.COUNCIL, f"{QD26}, Đ.7.3", needs_paper=True),
    T("recognise", "Công nhận hạng sao", S.SCORED, S.RECOGNISED,
      Step.EVALUATION, Role.AUTHORITY, f"{QD26}, Đ.7",
      requires=(need.RANKED_3_STARS, need.DECIDED_AT_THIS_LEVEL), needs_paper=True),
    T("decline", "Không công nhận", S.SCORED, S.NOT_RECOGNISED,
      Step.EVALUATION, Role.AUTHORITY, f"{QD26}, Đ.3.3", requires=(need.RANKED_BELOW_3_STARS,), needs_paper=True),
    T("forward", "Chuyển hồ sơ lên cấp trên", S.SCORED, S.FORWARDED,
      Step.EVALUATION, Role.AUTHORITY, f"{QD26}, Đ.7", requires=(need.FORWARDED_FROM_THIS_LEVEL,), needs_paper=True),
    T("evaluate_again", "Cho đánh giá lại theo kết quả của trung ương", S.SCORED, S.HIGHER_REVIEW,
      Step.EVALUATION, Role.AUTHORITY, f"{QD26}, Đ.7",
      requires=(need.SCORED_BY_THE_CENTRE, need.RANKED_BELOW_5_STARS), needs_reason=True, needs_paper=True),
    T("receive_forwarded", "Cấp trên tiếp nhận hồ sơ", S.FORWARDED, S.HIGHER_REVIEW,
      Step.EVALUATION, Role.STANDING_UNIT, f"{QD26}, Đ.7"),
)
# fmt: on
