"""Every move of a dossier through the six steps; a move that is not here does not exist.

The table is also the permission table and the list of the officers' verbs. Levels (commune, district, province,
central) are facts of the dossier computed by the regime of the day, not states of their own.
"""

from collections.abc import Iterator

from ocop_workflow.rulebook.dossiers import requirements as need
from ocop_workflow.rulebook.dossiers.evaluation_moves import EVALUATION
from ocop_workflow.rulebook.dossiers.transition import CYCLE as CYCLE
from ocop_workflow.rulebook.dossiers.transition import LOCAL as LOCAL
from ocop_workflow.rulebook.dossiers.transition import QD26 as QD26
from ocop_workflow.rulebook.dossiers.transition import Transition as Transition
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role, Step

T = Transition

FINAL_STATES = frozenset(
    {
        S.IDEA_REJECTED,
        S.IDEA_LAPSED,
        S.BUSINESS_PLAN_REJECTED,
        S.BUSINESS_PLAN_LAPSED,
        S.NOT_RECOGNISED,
        S.EXPIRED,
        S.SUPERSEDED,
        S.REVOKED,
        S.WITHDRAWN,
    }
)

# fmt: off
_CERTIFIED = (S.RECOGNISED, S.IN_PROMOTION, S.RENEWAL_DUE)
_BEING_REVOKED = (S.REVOCATION_PROPOSED, S.REVOCATION_CONCLUDED)

_OUTREACH = (
    T("identify", "Xác định sản phẩm tiềm năng", None, S.IDENTIFIED,
      Step.OUTREACH, Role.COMMUNE, f"{CYCLE} (1)"),
    T("invite_again", "Mời nâng hạng hoặc đánh giá lại", None, S.GUIDED,
      Step.OUTREACH, Role.STANDING_UNIT, f"{CYCLE} (1)"),
    T("guide", "Ghi nhận đã hướng dẫn", S.IDENTIFIED, S.GUIDED,
      Step.OUTREACH, Role.COMMUNE, f"{CYCLE} (1)"),
    T("carry_over", "Chuyển sang chu trình sau", S.IDENTIFIED, S.IDENTIFIED,
      Step.OUTREACH, Role.CLOCK, LOCAL, requires=(need.TERM_IS_OVER,), after_window=True),
)

_IDEAS = (
    T("submit_idea", "Nộp phiếu đăng ký ý tưởng", S.GUIDED, S.IDEA_SUBMITTED,
      Step.IDEAS, Role.PRODUCER, f"{CYCLE} (2)", requires=(need.HAS_PRODUCER,)),
    T("refer_idea", "Xã kiểm tra, chuyển thẩm định", S.IDEA_SUBMITTED, S.IDEA_REFERRED,
      Step.IDEAS, Role.COMMUNE, f"{CYCLE} (2)"),
    T("refer_undecided_idea", "Trình cơ quan thường trực ý tưởng xã chưa xử lý", S.IDEA_SUBMITTED, S.IDEA_REFERRED,
      Step.IDEAS, Role.CLOCK, LOCAL, after_window=True),
    T("send_back_idea", "Xã trả lại ý tưởng để hoàn thiện", S.IDEA_SUBMITTED, S.IDEA_RETURNED,
      Step.IDEAS, Role.COMMUNE, f"{CYCLE} (2)", needs_reason=True),
    T("accept_idea", "Chấp nhận ý tưởng", S.IDEA_REFERRED, S.IDEA_ACCEPTED,
      Step.IDEAS, Role.STANDING_UNIT, f"{CYCLE} (2)", requires=(need.HAS_COMMUNE,), needs_paper=True),
    T("return_idea", "Trả lại ý tưởng để hoàn thiện", S.IDEA_REFERRED, S.IDEA_RETURNED,
      Step.IDEAS, Role.STANDING_UNIT, f"{CYCLE} (2)", needs_reason=True),
    T("reject_idea", "Không chấp nhận ý tưởng", S.IDEA_REFERRED, S.IDEA_REJECTED,
      Step.IDEAS, Role.STANDING_UNIT, f"{CYCLE} (2)", needs_reason=True, needs_paper=True),
    T("correct_idea", "Nộp lại ý tưởng đã hoàn thiện", S.IDEA_RETURNED, S.IDEA_SUBMITTED,
      Step.IDEAS, Role.PRODUCER, f"{CYCLE} (2)"),
    T("lapse_idea", "Ý tưởng hết hiệu lực do không hoàn thiện đúng hạn", S.IDEA_RETURNED, S.IDEA_LAPSED,
      Step.IDEAS, Role.CLOCK, LOCAL, requires=(need.TERM_IS_OVER,)),
)

_BUSINESS_PLANS = (
    T("submit_business_plan", "Nộp phương án SXKD", S.IDEA_ACCEPTED, S.BUSINESS_PLAN_SUBMITTED,
      Step.BUSINESS_PLANS, Role.PRODUCER, f"{CYCLE} (3)"),
    T("lapse_accepted_idea", "Hết hạn nhận mà chưa có phương án SXKD", S.IDEA_ACCEPTED, S.BUSINESS_PLAN_LAPSED,
      Step.BUSINESS_PLANS, Role.CLOCK, LOCAL, requires=(need.TERM_IS_OVER,), after_window=True),
    T("approve_business_plan", "Duyệt phương án SXKD", S.BUSINESS_PLAN_SUBMITTED, S.BUSINESS_PLAN_APPROVED,
      Step.BUSINESS_PLANS, Role.STANDING_UNIT, f"{CYCLE} (3)", needs_paper=True),
    T("return_business_plan", "Trả lại phương án SXKD để hoàn thiện",
      S.BUSINESS_PLAN_SUBMITTED, S.BUSINESS_PLAN_RETURNED,
      Step.BUSINESS_PLANS, Role.STANDING_UNIT, f"{CYCLE} (3)", needs_reason=True),
    T("reject_business_plan", "Không duyệt phương án SXKD", S.BUSINESS_PLAN_SUBMITTED, S.BUSINESS_PLAN_REJECTED,
      Step.BUSINESS_PLANS, Role.STANDING_UNIT, f"{CYCLE} (3)", needs_reason=True, needs_paper=True),
    T("correct_business_plan", "Nộp lại phương án SXKD đã hoàn thiện",
      S.BUSINESS_PLAN_RETURNED, S.BUSINESS_PLAN_SUBMITTED,
      Step.BUSINESS_PLANS, Role.PRODUCER, f"{CYCLE} (3)"),
    T("lapse_business_plan", "Phương án SXKD hết hiệu lực do không hoàn thiện đúng hạn",
      S.BUSINESS_PLAN_RETURNED, S.BUSINESS_PLAN_LAPSED,
      Step.BUSINESS_PLANS, Role.CLOCK, LOCAL, requires=(need.TERM_IS_OVER,)),
)

_IMPLEMENTATION = (
    T("start_implementation", "Bắt đầu triển khai phương án", S.BUSINESS_PLAN_APPROVED, S.IMPLEMENTING,
      Step.IMPLEMENTATION, Role.CLOCK, f"{CYCLE} (4)"),
    T("make_ready", "Đủ điều kiện đánh giá", S.IMPLEMENTING, S.READY,
      Step.IMPLEMENTATION, Role.CLOCK, f"{CYCLE} (4)",
      requires=(need.HAS_PRODUCT_GROUP, need.DOCUMENTS_COMPLETE, need.DOCUMENTS_VALID)),
    T("take_back_expired", "Đưa về triển khai: tài liệu bắt buộc hết hiệu lực", S.READY, S.IMPLEMENTING,
      Step.IMPLEMENTATION, Role.CLOCK, f"{CYCLE} (4)", requires=(need.DOCUMENTS_EXPIRED,)),
    T("take_back_incomplete", "Đưa về triển khai: thiếu tài liệu bắt buộc", S.READY, S.IMPLEMENTING,
      Step.IMPLEMENTATION, Role.CLOCK, f"{CYCLE} (4)", requires=(need.DOCUMENTS_MISSING,)),
)

_PROMOTION = (
    T("record_recognised", "Ghi nhận sản phẩm đã được công nhận trước đây", None, S.RECOGNISED,
      Step.PROMOTION, Role.STANDING_UNIT, f"{CYCLE} (6)"),
    T("start_promotion", "Đưa vào xúc tiến thương mại", S.RECOGNISED, S.IN_PROMOTION,
      Step.PROMOTION, Role.CLOCK, f"{CYCLE} (6)"),
    T("call_for_renewal", "Đến kỳ nộp hồ sơ đánh giá lại", S.IN_PROMOTION, S.RENEWAL_DUE,
      Step.PROMOTION, Role.CLOCK, f"{QD26}, Đ.7.6a", requires=(need.RENEWAL_WINDOW_OPEN,)),
    *(T("expire", "Giấy chứng nhận hết hạn", state, S.EXPIRED,
        Step.PROMOTION, Role.CLOCK, f"{QD26}, Đ.4.3", requires=(need.CERTIFICATE_EXPIRED,)) for state in _CERTIFIED),
    *(T("supersede", "Thay bằng giấy chứng nhận mới", state, S.SUPERSEDED,
        Step.PROMOTION, Role.CLOCK, LOCAL, requires=(need.CERTIFICATE_REPLACED,)) for state in _CERTIFIED),
    *(T("propose_revocation", "Đề nghị thu hồi giấy chứng nhận", state, S.REVOCATION_PROPOSED,
        Step.PROMOTION, Role.COMMUNE, f"{QD26}, Đ.8", needs_reason=True, needs_paper=True) for state in _CERTIFIED),
    *(T("confirm_stopped", "Xác nhận chủ thể không còn sản xuất", state, S.REVOCATION_CONCLUDED,
        Step.PROMOTION, Role.COMMUNE, f"{QD26}, Đ.8", needs_reason=True, needs_paper=True) for state in _CERTIFIED),
    *(T("conclude_violation", "Kết luận vi phạm là căn cứ thu hồi", state, S.REVOCATION_CONCLUDED,
        Step.PROMOTION, Role.STANDING_UNIT, f"{QD26}, Đ.8", needs_reason=True, needs_paper=True)
      for state in _CERTIFIED),
    T("conclude_revocation", "Kết luận về đề nghị thu hồi", S.REVOCATION_PROPOSED, S.REVOCATION_CONCLUDED,
      Step.PROMOTION, Role.STANDING_UNIT, f"{QD26}, Đ.8", needs_reason=True, needs_paper=True),
    T("revoke", "Thu hồi giấy chứng nhận", S.REVOCATION_CONCLUDED, S.REVOKED,
      Step.PROMOTION, Role.AUTHORITY, f"{QD26}, Đ.8", needs_reason=True, needs_paper=True),
    *(T("dismiss_revocation", "Không thu hồi giấy chứng nhận", state, S.IN_PROMOTION,
        Step.PROMOTION, Role.AUTHORITY, f"{QD26}, Đ.8", needs_reason=True, needs_paper=True)
      for state in _BEING_REVOKED),
)

# fmt: on

_WITHDRAWABLE = {
    S.IDENTIFIED: Step.OUTREACH,
    S.GUIDED: Step.OUTREACH,
    S.IDEA_SUBMITTED: Step.IDEAS,
    S.IDEA_REFERRED: Step.IDEAS,
    S.IDEA_RETURNED: Step.IDEAS,
    S.IDEA_ACCEPTED: Step.BUSINESS_PLANS,
    S.BUSINESS_PLAN_SUBMITTED: Step.BUSINESS_PLANS,
    S.BUSINESS_PLAN_RETURNED: Step.BUSINESS_PLANS,
    S.IMPLEMENTING: Step.IMPLEMENTATION,
    S.READY: Step.EVALUATION,
    S.SUBMITTED: Step.EVALUATION,
    S.COMMUNE_REVIEW: Step.EVALUATION,
    S.RETURNED: Step.EVALUATION,
    S.PROPOSED: Step.EVALUATION,
    S.HIGHER_REVIEW: Step.EVALUATION,
}

_WITHDRAWALS = tuple(
    T("withdraw", "Rút hồ sơ", state, S.WITHDRAWN, step, Role.PRODUCER, LOCAL, needs_reason=True)
    for state, step in _WITHDRAWABLE.items()
)

LIFECYCLE: tuple[Transition, ...] = (
    *_OUTREACH,
    *_IDEAS,
    *_BUSINESS_PLANS,
    *_IMPLEMENTATION,
    *EVALUATION,
    *_PROMOTION,
    *_WITHDRAWALS,
)


def moves_from(state: S | None) -> Iterator[Transition]:
    """The moves that begin in `state`, in the order of the table."""
    return (rule for rule in LIFECYCLE if rule.source == state)


def find(action: str, source: S | None) -> Transition | None:
    """The row of that action from that state, or None: closed by default."""
    return next((rule for rule in LIFECYCLE if rule.action == action and rule.source == source), None)


def rows(action: str) -> tuple[Transition, ...]:
    """All rows of an action, one per source state."""
    return tuple(rule for rule in LIFECYCLE if rule.action == action)
