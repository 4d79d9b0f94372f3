"""The error of backup and restore."""

from __future__ import annotations


class BackupError(Exception):
    """A backup or restore failed and changed nothing. The message is in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese}\n{english}")


def damaged(name: str) -> BackupError:
    return BackupError(f"Bản sao lưu hỏng ở tệp {name}.", f"The backup is damaged at {name}.")


def in_use(count: int) -> BackupError:
    return BackupError(
        f"Cơ sở dữ liệu đang được dùng ({count}). Dừng Piêu trước đã.",
        f"The database is in use ({count}). Stop Piêu first.",
    )
