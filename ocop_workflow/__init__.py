"""The engine that runs the annual OCOP cycle (Chương trình mỗi xã một sản phẩm) of a locality."""
