"""The words of the field: each code has one meaning and one Vietnamese label beside it."""

from enum import IntEnum, StrEnum
from typing import Self


class Word(StrEnum):
    """A code stored as its value, with the label that people read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word


class Step(IntEnum):
    """The six steps of the annual cycle as listed by 8050/BNN-VPĐP; 0 = across the whole cycle."""

    label: str

    def __new__(cls, number: int, label: str = "") -> Self:
        step = int.__new__(cls, number)
        step._value_ = number
        step.label = label
        return step

    ACROSS = 0, "Xuyên suốt chu trình"
    OUTREACH = 1, "Tuyên truyền, hướng dẫn về OCOP"
    IDEAS = 2, "Nhận ý tưởng sản phẩm"
    BUSINESS_PLANS = 3, "Nhận phương án sản xuất kinh doanh"
    IMPLEMENTATION = 4, "Triển khai phương án kinh doanh"
    EVALUATION = 5, "Đánh giá và phân hạng sản phẩm"
    PROMOTION = 6, "Xúc tiến thương mại"

    @property
    def title(self) -> str:
        """«Bước 2 · Nhận ý tưởng sản phẩm»."""
        return self.label if self is Step.ACROSS else f"Bước {self.value} · {self.label}"


class DossierState(Word):
    """Where a product's dossier stands in the six steps."""

    IDENTIFIED = "identified", "Sản phẩm tiềm năng"
    GUIDED = "guided", "Đã được hướng dẫn"
    IDEA_SUBMITTED = "idea_submitted", "Đã nộp ý tưởng"
    IDEA_REFERRED = "idea_referred", "Ý tưởng chờ cơ quan thường trực thẩm định"
    IDEA_RETURNED = "idea_returned", "Ý tưởng trả lại để hoàn thiện"
    IDEA_ACCEPTED = "idea_accepted", "Ý tưởng được chấp nhận"
    IDEA_REJECTED = "idea_rejected", "Ý tưởng không được chấp nhận"
    IDEA_LAPSED = "idea_lapsed", "Ý tưởng hết hiệu lực"
    BUSINESS_PLAN_SUBMITTED = "business_plan_submitted", "Đã nộp phương án SXKD"
    BUSINESS_PLAN_RETURNED = "business_plan_returned", "Phương án SXKD trả lại để hoàn thiện"
    BUSINESS_PLAN_APPROVED = "business_plan_approved", "Phương án SXKD được duyệt"
    BUSINESS_PLAN_REJECTED = "business_plan_rejected", "Phương án SXKD không được duyệt"
    BUSINESS_PLAN_LAPSED = "business_plan_lapsed", "Phương án SXKD hết hiệu lực"
    IMPLEMENTING = "implementing", "Đang triển khai phương án"
    READY = "ready", "Sẵn sàng đánh giá"
    SUBMITTED = "submitted", "Đã nộp hồ sơ đánh giá"
    COMMUNE_REVIEW = "commune_review", "Cấp xã đang kiểm tra hồ sơ"
    RETURNED = "returned", "Hồ sơ trả lại để bổ sung"
    PROPOSED = "proposed", "Đã đề nghị cấp trên đánh giá"
    HIGHER_REVIEW = "higher_review", "Cấp trên đang kiểm tra hồ sơ"
    SCORING = "scoring", "Hội đồng đang chấm điểm"
    SCORED = "scored", "Đã có kết quả chấm điểm"
    FORWARDED = "forwarded", "Đã chuyển hồ sơ lên cấp trên"
    RECOGNISED = "recognised", "Đã công nhận"
    NOT_RECOGNISED = "not_recognised", "Không công nhận"
    IN_PROMOTION = "in_promotion", "Đang xúc tiến thương mại"
    RENEWAL_DUE = "renewal_due", "Đến kỳ đánh giá lại"
    REVOCATION_PROPOSED = "revocation_proposed", "Đang đề nghị thu hồi"
    REVOCATION_CONCLUDED = "revocation_concluded", "Đã kết luận, chờ quyết định thu hồi"
    EXPIRED = "expired", "Giấy chứng nhận hết hạn"
    SUPERSEDED = "superseded", "Đã có giấy chứng nhận mới thay"
    REVOKED = "revoked", "Đã thu hồi giấy chứng nhận"
    WITHDRAWN = "withdrawn", "Đã rút hồ sơ"


class Role(Word):
    """What a body is in the cycle; a plan maps roles to units, a regime maps roles to levels."""

    CLOCK = "clock", "Lịch và dữ kiện (tự động)"
    PRODUCER = "producer", "Chủ thể OCOP"
    COMMUNE = "commune", "UBND cấp xã"
    STANDING_UNIT = "standing_unit", "Cơ quan thường trực"
    COUNCIL = "council", "Hội đồng đánh giá, phân hạng"
    AUTHORITY = "authority", "Cơ quan có thẩm quyền công nhận"
    LEADER = "leader", "Lãnh đạo UBND phụ trách"
    STEERING_BODY = "steering_body", "Ban Chỉ đạo"


class UnitKind(Word):
    """What sort of body a unit is."""

    PEOPLES_COMMITTEE = "peoples_committee", "Ủy ban nhân dân cấp lập kế hoạch"
    OFFICE = "office", "Phòng, ban chuyên môn"
    CENTRE = "centre", "Đơn vị sự nghiệp"
    COMMUNE = "commune", "UBND xã, phường, thị trấn"
    FRONT_AND_UNIONS = "front_and_unions", "Mặt trận Tổ quốc và đoàn thể"
    BANK = "bank", "Ngân hàng"
    STEERING_BODY = "steering_body", "Ban Chỉ đạo, Ban Điều hành"
    HIGHER_BODY = "higher_body", "Cơ quan cấp trên"
    PARTY_BODY = "party_body", "Cơ quan Đảng, HĐND"


class Part(Word):
    """A unit's part in a duty: a request (đề nghị) is reminded politely and never escalated."""

    LEAD = "lead", "chủ trì"
    COORDINATE = "coordinate", "phối hợp"
    REQUEST = "request", "đề nghị"


class Wording(Word):
    """How the plan's text gives the duty."""

    CHU_TRI = "chu_tri", "chủ trì"
    PHOI_HOP = "phoi_hop", "phối hợp"
    THAM_MUU = "tham_muu", "tham mưu"
    DE_NGHI = "de_nghi", "đề nghị"
    HEADING_ONLY = "heading_only", "chỉ theo đề mục"


class Programme(Word):
    """The programme a duty belongs to; a duty of NTM alone stays visible and outside the OCOP cycle."""

    OCOP = "ocop", "OCOP"
    NTM = "ntm", "Nông thôn mới"
    BOTH = "both", "OCOP và nông thôn mới"


class Cadence(Word):
    """How often a report is owed."""

    MONTH = "month", "hằng tháng"
    QUARTER = "quarter", "hằng quý"
    HALF_YEAR = "half_year", "6 tháng"
    NINE_MONTHS = "nine_months", "9 tháng"
    YEAR = "year", "hằng năm"
    AD_HOC = "ad_hoc", "đột xuất"
    NOT_STATED = "not_stated", "định kỳ, không in tần suất"


class Roll(Word):
    """What happens to a due day that is not a working day."""

    AS_PRINTED = "as_printed", "giữ nguyên ngày"
    NEXT = "next", "lùi sang ngày làm việc kế tiếp"
    PREVIOUS = "previous", "đưa lên ngày làm việc liền trước"


class AfterSupplement(Word):
    """What becomes of an office's term when a file that it sent back for a supplement comes in again."""

    RESTART = "restart", "tính lại từ đầu"
    RESUME = "resume", "tính tiếp phần còn lại, không kể thời gian chờ bổ sung"


class DayKind(Word):
    """Why a day of the working calendar differs from its weekday."""

    PUBLIC_HOLIDAY = "public_holiday", "ngày lễ, Tết"
    DAY_OFF_IN_LIEU = "day_off_in_lieu", "nghỉ bù"
    SWAPPED_DAY_OFF = "swapped_day_off", "nghỉ hoán đổi"
    MAKEUP_WORKING_DAY = "makeup_working_day", "làm bù"


class DayConfidence(Word):
    """How good the source of a day off is."""

    LETTER = "letter", "văn bản chính thức"
    PRESS = "press", "báo chí đăng văn bản"
    PACKAGE = "package", "thư viện lịch"
    PROJECTION = "projection", "dự kiến"


class AssignmentState(Word):
    """Where an assignment stands; late is never stored."""

    OPEN = "open", "Đang thực hiện"
    DONE = "done", "Đã hoàn thành"
    WITHDRAWN = "withdrawn", "Đã rút"


class ReportState(Word):
    """Where a report stands; late is never stored."""

    OWED = "owed", "Chưa nộp"
    SUBMITTED = "submitted", "Đã nộp, chờ duyệt"
    RETURNED = "returned", "Trả lại để chỉnh sửa"
    ACCEPTED = "accepted", "Đã chấp nhận"
    EXCUSED = "excused", "Được miễn"
    WITHDRAWN = "withdrawn", "Không còn phải nộp"


class IndicatorType(Word):
    """What kind of value an indicator of a report form has."""

    INTEGER = "integer", "số nguyên"
    DECIMAL = "decimal", "số thập phân"
    MONEY = "money", "số tiền"
    PERCENT = "percent", "tỷ lệ phần trăm"
    TEXT = "text", "chữ"
    DATE = "date", "ngày"

    @property
    def is_number(self) -> bool:
        """Whether its values can be added and compared."""
        return self not in (IndicatorType.TEXT, IndicatorType.DATE)


class GatherRule(Word):
    """How several values of an indicator become one."""

    SUM = "sum", "cộng"
    MEAN = "mean", "bình quân"
    LAST = "last", "lấy số mới nhất"
    NONE = "none", "không gộp"


class Succession(Word):
    """What became of a unit."""

    MERGED = "merged", "nhập toàn bộ"
    SPLIT = "split", "nhập một phần"
    RENAMED = "renamed", "đổi tên"


class CycleState(Word):
    """A cycle runs until the coordinator closes it."""

    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã đóng"


class NoticeState(Word):
    """Where a notice stands on its way to a desk."""

    OWED = "owed", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    NO_TARGET = "no_target", "Chưa khai báo kênh nhận"
    GIVEN_UP = "given_up", "Gửi không được, cần người xử lý"
    WITHDRAWN = "withdrawn", "Không còn cần gửi"


class Subject(Word):
    """What a line of a notice is about."""

    ASSIGNMENT = "assignment", "Nhiệm vụ được phân công"
    REPORT = "report", "Báo cáo"
    DOSSIER = "dossier", "Hồ sơ sản phẩm"


class Rung(Word):
    """A step of the ladder: reminders before the due day, notices after it; a request is only reminded."""

    REQUEST = "request", "đề nghị"
    BEFORE_FIRST = "before_1", "nhắc trước hạn"
    BEFORE_SECOND = "before_2", "nhắc sát hạn"
    LATE_UNIT = "late_1", "quá hạn: đơn vị"
    LATE_HEAD = "late_2", "quá hạn: báo cáo thủ trưởng đơn vị"
    LATE_LEADER = "late_3", "quá hạn: báo cáo cơ quan thường trực và lãnh đạo phụ trách"


class PlanChange(Word):
    """What applying a changed plan does to a running cycle."""

    ADDED = "added", "giao thêm"
    WITHDRAWN = "withdrawn", "rút lại"
    MOVED = "moved", "đổi hạn"
    OTHER_PART = "other_part", "đổi phần việc"


class Difference(Word):
    """What became of an entry between two plans, or two versions of one."""

    SAME = "same", "giữ nguyên"
    CHANGED = "changed", "đổi"
    DROPPED = "dropped", "bỏ"
    ADDED = "added", "thêm"


class Desk(Word):
    """Who in a unit receives a notice."""

    OFFICE = "office", "bộ phận chuyên trách"
    HEAD = "head", "thủ trưởng đơn vị"


class ProducerType(Word):
    """The legal form of a producer (QĐ 26/2026/QĐ-TTg, Đ.7)."""

    COOPERATIVE = "cooperative", "Hợp tác xã"
    COOPERATIVE_GROUP = "cooperative_group", "Tổ hợp tác"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    FARM = "farm", "Trang trại"
    HOUSEHOLD = "household", "Hộ kinh doanh, hộ sản xuất"
    OTHER = "other", "Cơ sở khác"


class ActivityKind(Word):
    """What can be recorded of a product beside its moves."""

    GUIDANCE = "guidance", "Hướng dẫn"
    TRAINING = "training", "Tập huấn"
    SUPPORT = "support", "Hỗ trợ"
    INSPECTION = "inspection", "Kiểm tra, giám sát"
    FAIR = "fair", "Hội chợ"
    SALES_POINT = "sales_point", "Điểm giới thiệu và bán sản phẩm"
    SUPERMARKET = "supermarket", "Siêu thị, cửa hàng tiện lợi"
    E_COMMERCE = "e_commerce", "Sàn thương mại điện tử"
    SALES = "sales", "Doanh thu"


class Measure(Word):
    """What the records can count for a target of a plan; a target in per cent asks for its share of the whole."""

    NEW_PRODUCTS = "new_products", "Sản phẩm được công nhận lần đầu trong năm"
    RECOGNISED_IN_YEAR = "recognised_in_year", "Sản phẩm được công nhận trong năm"
    CERTIFIED_PRODUCTS = "certified_products", "Sản phẩm có giấy chứng nhận còn hiệu lực"
    UPGRADED_PRODUCTS = "upgraded_products", "Sản phẩm còn hiệu lực đã được nâng hạng"
    TRACEABLE_PRODUCTS = "traceable_products", "Sản phẩm còn hiệu lực có mã số mã vạch, tem truy xuất nguồn gốc"
    COOPERATIVES = "cooperatives", "Chủ thể là hợp tác xã, tổ hợp tác"
    ENTERPRISES_AND_HOUSEHOLDS = "enterprises_and_households", "Chủ thể là doanh nghiệp, hộ kinh doanh"
    IN_MODERN_CHANNELS = "in_modern_channels", "Chủ thể bán qua siêu thị, cửa hàng tiện lợi, sàn thương mại điện tử"
    AT_FAIRS = "at_fairs", "Sản phẩm còn hiệu lực đã tham gia hội chợ trong năm"
    SALES_POINTS = "sales_points", "Điểm giới thiệu và bán sản phẩm đang mở"
    FAIRS = "fairs", "Hội chợ trong năm có sản phẩm của địa phương tham gia"


class Registration(Word):
    """Why a product is evaluated (Mẫu số 01, QĐ 26/2026/QĐ-TTg)."""

    FIRST = "first", "Đánh giá lần đầu"
    UPGRADE = "upgrade", "Nâng hạng"
    RE_EVALUATION = "re_evaluation", "Đánh giá lại"


class CriteriaText(Word):
    """A text of the annex that an office brings itself (`ocop criteria import`)."""

    HEADING = "heading", "Tên tiêu chí"
    ANSWER = "answer", "Câu trả lời"
    NOTE = "note", "Ghi chú"


class Level(Word):
    """A level of administration; which of them take part is said by the regime of the day."""

    COMMUNE = "commune", "Cấp xã"
    DISTRICT = "district", "Cấp huyện"
    PROVINCE = "province", "Cấp tỉnh"
    CENTRAL = "central", "Cấp trung ương"


class SampleSize(Word):
    """How large a sample country is (`ocop sample national`)."""

    COMMUNE = "commune", "Một xã"
    PROVINCE = "province", "Một tỉnh"
    LARGE_PROVINCE = "large-province", "Một tỉnh lớn"
    NATIONAL = "national", "Cả nước"


class CertificateAct(Word):
    """What can happen to a certificate; nothing of it is ever taken back, the next act follows."""

    ISSUED = "issued", "Cấp"
    EXTENDED = "extended", "Kéo dài hiệu lực chờ kết quả đánh giá lại"
    EXTENSION_ENDED = "extension_ended", "Hết kéo dài: đã có kết quả đánh giá lại"
    REISSUED = "reissued", "Cấp lại"
    REPLACED = "replaced", "Được thay bằng giấy mới"
    REVOKED = "revoked", "Thu hồi"


class CertificateStatus(Word):
    """How a certificate stands on a day; exactly one of these."""

    NOT_YET = "not_yet", "Chưa cấp"
    VALID = "valid", "Còn hiệu lực"
    WINDOW_OPEN = "window_open", "Còn hiệu lực, đang trong kỳ nộp hồ sơ đánh giá lại"
    MISSED = "missed", "Còn hiệu lực, đã lỡ kỳ nộp hồ sơ đánh giá lại"
    EXTENDED = "extended", "Được kéo dài chờ kết quả đánh giá lại"
    EXPIRED = "expired", "Hết hạn"
    REPLACED = "replaced", "Đã được thay bằng giấy mới"
    REVOKED = "revoked", "Đã thu hồi"


class RevocationOutcome(Word):
    """How a case of revocation ended."""

    REVOKED = "revoked", "Thu hồi"
    DISMISSED = "dismissed", "Không thu hồi"


class InspectionKind(Word):
    """How a producer is visited after recognition (26/2026/QĐ-TTg, Đ.9)."""

    PERIODIC = "periodic", "Định kỳ"
    UNANNOUNCED = "unannounced", "Đột xuất"


class InspectionResult(Word):
    """What an inspection found."""

    FULFILLED = "fulfilled", "Giữ được tiêu chí, sử dụng đúng biểu trưng"
    TO_REMEDY = "to_remedy", "Phải khắc phục"
    VIOLATION = "violation", "Có vi phạm là căn cứ thu hồi"


class AppraisalOutcome(Word):
    """What an appraisal of an idea or a business plan concludes."""

    PASS_ON = "pass_on", "Xã kiểm tra, chuyển thẩm định"
    ACCEPT = "accept", "Đạt"
    RETURN = "return", "Trả lại để hoàn thiện"
    REJECT = "reject", "Không đạt"


class FieldType(Word):
    """What a field of a dossier form takes."""

    TEXT = "text", "chữ"
    LONG_TEXT = "long_text", "chữ, nhiều dòng"
    NUMBER = "number", "số"
    DATE = "date", "ngày"
    CHOICE = "choice", "chọn trong danh sách"


class SupportTopic(Word):
    """What a training or a support measure of step 4 is about."""

    FOOD_SAFETY = "food_safety", "An toàn thực phẩm"
    QUALITY = "quality", "Tiêu chuẩn, kiểm nghiệm, công bố chất lượng"
    LABEL = "label", "Bao bì, ghi nhãn"
    BARCODE = "barcode", "Mã số mã vạch"
    TRACEABILITY = "traceability", "Truy xuất nguồn gốc"
    INTELLECTUAL_PROPERTY = "intellectual_property", "Nhãn hiệu, sở hữu trí tuệ"
    ENVIRONMENT = "environment", "Bảo vệ môi trường"
    MATERIAL_AREA = "material_area", "Vùng nguyên liệu, liên kết chuỗi"
    STORY = "story", "Câu chuyện sản phẩm"
    BUSINESS = "business", "Quản trị, kế toán, tín dụng"
    MARKETING = "marketing", "Tiếp thị, bán hàng"


class CouncilPost(Word):
    """A person's place in a council (26/2026/QĐ-TTg, Đ.7.3b; the advisory group of Đ.7.3 does not score)."""

    CHAIR = "chair", "Chủ tịch Hội đồng"
    DEPUTY = "deputy", "Phó Chủ tịch Hội đồng"
    MEMBER = "member", "Ủy viên"
    SECRETARY = "secretary", "Thư ký"
    ADVISER = "adviser", "Thành viên Tổ tư vấn"


class ConflictKind(Word):
    """Why a member takes no part in scoring a dossier."""

    DECLARED = "declared", "thành viên tự khai"
    SAME_UNIT = "same_unit", "cùng đơn vị với chủ thể"
    RELATION = "relation", "có quan hệ với chủ thể"


class BallotOutcome(Word):
    """What became of a counted ballot: the result stands, or the council discusses and scores again."""

    CONCLUDED = "concluded", "kết luận"
    RESCORE = "rescore", "thảo luận, chấm lại"


class AssessmentKind(Word):
    """Who assesses a product on its criteria before the council."""

    SELF = "self", "Tự đánh giá của chủ thể (Mẫu số 02)"
    COMMUNE = "commune", "Đánh giá một số nội dung của UBND cấp xã (Mẫu số 03)"
