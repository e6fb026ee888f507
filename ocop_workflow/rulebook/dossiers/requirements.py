"""A requirement: a Vietnamese label and one comparison, read on a dossier and on the table alike.

A fact that is not known (None, SQL NULL) never meets a requirement, in both readings.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from ocop_workflow.vocabulary import Level


class AsOf(Enum):
    """Stands in a requirement for a value that only the day of the question gives."""

    TODAY = "today"


@dataclass(frozen=True)
class Requirement:
    """`fact` of the dossier, compared with a constant or with the day of the question."""

    label: str
    fact: str
    compare: Callable[[Any, Any], Any]
    value: Any

    def met_by(self, dossier: object, today: date) -> bool:
        """Whether this dossier meets it on `today`."""
        fact = getattr(dossier, self.fact)
        return fact is not None and bool(self.compare(fact, self._against(today)))

    def holds(self, table: Any, today: date) -> Any:
        """The same comparison as an SQL expression on `table`."""
        return self.compare(getattr(table, self.fact), self._against(today))

    def _against(self, today: date) -> Any:
        return today if self.value is AsOf.TODAY else self.value


TERM_IS_OVER = Requirement("Đã hết thời hạn xử lý", "due_on", operator.lt, AsOf.TODAY)
ROUND_IS_CLOSED = Requirement("Đợt đánh giá đã khóa sổ đề nghị", "round_closes_on", operator.lt, AsOf.TODAY)

HAS_PRODUCER = Requirement("Đã có chủ thể OCOP", "producer_id", operator.gt, 0)
HAS_COMMUNE = Requirement("Đã xác định UBND cấp xã của sản phẩm", "commune_id", operator.gt, 0)
HAS_PRODUCT_GROUP = Requirement("Đã xác định nhóm sản phẩm (1-6)", "product_group", operator.ge, 1)

DOCUMENTS_COMPLETE = Requirement("Đủ tài liệu bắt buộc theo nhóm sản phẩm", "documents_missing", operator.eq, 0)
DOCUMENTS_MISSING = Requirement("Thiếu tài liệu bắt buộc", "documents_missing", operator.gt, 0)
DOCUMENTS_VALID = Requirement("Mọi tài liệu bắt buộc còn hiệu lực", "documents_valid_until", operator.ge, AsOf.TODAY)
DOCUMENTS_EXPIRED = Requirement("Có tài liệu bắt buộc hết hiệu lực", "documents_valid_until", operator.lt, AsOf.TODAY)

RANKED_3_STARS = Requirement("Đạt từ 3 sao trở lên", "star_rank", operator.ge, 3)
RANKED_BELOW_3_STARS = Requirement("Không đạt 3 sao", "star_rank", operator.lt, 3)
DECIDED_AT_THIS_LEVEL = Requirement(
    "Hạng sao thuộc thẩm quyền quyết định của cấp này", "decides_here", operator.eq, True
)
FORWARDED_FROM_THIS_LEVEL = Requirement(
    "Điểm thuộc diện chuyển lên cấp trên theo khung pháp lý", "forwards_here", operator.eq, True
)

RECEIVED_ABOVE_COMMUNE = Requirement(
    "Khung pháp lý giao cấp trên xã tiếp nhận hồ sơ", "level", operator.ne, Level.COMMUNE
)
HELD_BY_THE_DISTRICT = Requirement("Hồ sơ đang ở cấp huyện", "level", operator.eq, Level.DISTRICT)
SCORED_BY_THE_CENTRE = Requirement("Kết quả do Hội đồng trung ương chấm", "result_of", operator.eq, Level.CENTRAL)
RANKED_BELOW_5_STARS = Requirement("Không đạt 5 sao", "star_rank", operator.lt, 5)

RENEWAL_WINDOW_OPEN = Requirement("Đã đến kỳ nộp hồ sơ đánh giá lại", "renewal_opens_on", operator.le, AsOf.TODAY)
CERTIFICATE_EXPIRED = Requirement("Giấy chứng nhận đã hết hạn", "expires_on", operator.lt, AsOf.TODAY)
CERTIFICATE_REPLACED = Requirement("Đã có giấy chứng nhận mới thay", "replaced_on", operator.le, AsOf.TODAY)
