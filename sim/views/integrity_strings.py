"""Text about whether results are whole and come out again, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

INTEGRITY_STRINGS: dict[str, Label] = {
    "help_verify": Label(
        "Are these results whole and unchanged? Takes any folder of results, and all below it.",
        "检查结果是否完整、未被改动；可指定任一结果文件夹或其上级文件夹。",
    ),
    "help_folders": Label("results folders, or a folder that holds some", "结果文件夹，或其上级文件夹"),
    "error_no_folder": Label("no such folder", "没有此文件夹"),
    "folder_whole": Label("{folder}: whole", "{folder}：完整"),
    "folders_checked": Label(
        "{folders} folders, {broken} of them not whole", "共 {folders} 个文件夹，{broken} 个不完整"
    ),
    "finding_missing": Label("missing: {file}", "缺失：{file}"),
    "finding_changed": Label("changed: {file}", "已被改动：{file}"),
    "finding_shorter": Label("cut short: {file} ({about} bytes)", "被截断：{file}（仅存 {about} 字节）"),
    "finding_swapped": Label("{file} holds what belongs into {about}", "{file} 的内容应属 {about}"),
    "finding_foreign": Label("not from this run: {file}", "非本次运行产生：{file}"),
    "finding_unreadable": Label("cannot be read: {file} {about}", "无法读取：{file} {about}"),
    "finding_misplaced": Label("the folder should be called {file}", "文件夹名应为 {file}"),
}
