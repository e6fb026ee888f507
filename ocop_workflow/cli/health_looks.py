"""Everything that `ocop doctor` looks at, in the order in which it is shown: code, label, look."""

from ocop_workflow.cli import health_records, health_running

LOOKS = (
    ("database", "Cơ sở dữ liệu", health_records.database),
    ("clock", "Đồng hồ", health_running.clock),
    ("calendar", "Lịch làm việc", health_records.working_calendar),
    ("regime", "Khung pháp lý", health_records.regime),
    ("plans", "Kế hoạch", health_records.plans),
    ("cycles", "Chu trình", health_records.cycles),
    ("sweep", "Lượt rà trong ngày", health_running.sweeps),
    ("channels", "Kênh gửi thông báo", health_records.channels),
    ("notices", "Thông báo", health_records.notices),
    ("prefect", "Prefect", health_running.prefect),
)
